import { Alert, Code, List, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ChangeRequestWithDifferences } from '../../src/contract/change-requests.js'
import { AccountName } from '../account-name.js'
import { Moment } from '../moment.js'
import { useSession } from '../session.js'

export const pendingOf = (subscription: string) => ['pending', subscription]

/** Changes of the webhook that somebody else has to approve. */
export function PendingChanges({ subscription }: { readonly subscription: string }) {
  const { client, may } = useSession()
  const pending = useQuery({
    queryKey: pendingOf(subscription),
    queryFn: async () => {
      const { items } = await client.listChangeRequests({ target: subscription, state: 'pending' })
      return Promise.all(items.map(({ id }) => client.getChangeRequest({ id })))
    },
    enabled: may('listChangeRequests'),
  })
  return pending.data?.map((request) => <PendingOne key={request.id} request={request} />)
}

function PendingOne({ request }: { readonly request: ChangeRequestWithDifferences }) {
  const { id, author, createdAt, expiresAt, reason, differences } = request
  return (
    <Alert color="blue" title={`A change waits for approval: ${id}`}>
      <Text size="sm">
        Asked for by {author.key} of <AccountName id={author.account} /> at <Moment at={createdAt} />
        {reason !== null && <>: “{reason}”</>}. It expires at <Moment at={expiresAt} />.
      </Text>
      <List size="sm">
        {differences.map(({ member, before, after }) => (
          <List.Item key={member} style={{ overflowWrap: 'anywhere' }}>
            {member}: <Code>{JSON.stringify(before)}</Code> → <Code>{JSON.stringify(after)}</Code>
          </List.Item>
        ))}
      </List>
    </Alert>
  )
}
