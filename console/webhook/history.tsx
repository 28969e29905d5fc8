import { Badge, Box, Group, Paper, Stack, Text, Title } from '@mantine/core'
import type { OutputOf } from '../../src/contract/operation-types.js'
import { AccountName } from '../account-name.js'
import { Moment } from '../moment.js'
import { Pages } from '../pages.js'
import { useSession } from '../session.js'

type Entry = OutputOf<'listSubscriptionHistory', 'response'>['items'][number]

export const historyOf = (subscription: string) => ['history', subscription]

/** Who changed the webhook, when, what and why: as its owner sees it (S2-7). */
export function History({ subscription }: { readonly subscription: string }) {
  const { client } = useSession()
  return (
    <Box component="section" aria-labelledby="history" mt="xl">
      <Title order={2} size="h4" id="history" mb="xs">
        History
      </Title>
      <Pages
        name={historyOf(subscription)}
        read={(page) => client.listSubscriptionHistory({ id: subscription, limit: 20, ...page })}
        nothing="Nothing has been changed yet."
      >
        {(entries) => (
          <Stack component="ol" gap="xs" w="100%" p={0} m={0} style={{ listStyle: 'none' }}>
            {entries.map((entry) => (
              <Change key={entry.sequence} entry={entry} />
            ))}
          </Stack>
        )}
      </Pages>
    </Box>
  )
}

function Change({ entry }: { readonly entry: Entry }) {
  return (
    <Paper component="li" withBorder p="sm">
      <Group justify="space-between" gap="xs">
        <Text fw={600}>{toWords(entry)}</Text>
        <Text size="sm" c="dimmed">
          <Moment at={entry.at} />
        </Text>
      </Group>
      <Text size="sm" component="div" style={{ overflowWrap: 'anywhere' }}>
        <Who {...entry} />
      </Text>
      {entry.reason !== null && <Text size="sm">“{entry.reason}”</Text>}
    </Paper>
  )
}

function Who({ by, onBehalf }: Entry) {
  if (by.kind !== 'key') return by.kind === 'node' ? 'Posthorn itself' : 'the operator'
  return (
    <>
      {by.id}{' '}
      {by.account !== null && (
        <>
          of <AccountName id={by.account} />
        </>
      )}{' '}
      {onBehalf && <Badge>on behalf</Badge>}
    </>
  )
}

/** "subscription.update" of the URL becomes "Update: url". */
function toWords({ action, changed }: Entry): string {
  const words = action.replace(/^subscription\./, '').replaceAll(/[.-]/g, ' ')
  const members = action === 'subscription.update' ? changed.join(', ') : ''
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${members === '' ? '' : `: ${members}`}`
}
