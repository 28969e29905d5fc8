import { Alert, Badge, Button, Code, CopyButton, Group, List, Stack, Text } from '@mantine/core'
import type { OutputOf } from '../../src/contract/operation-types.js'

type Saved = OutputOf<'saveWebhook', 'response'>

/** What a save has brought to light. */
export function SavedNotice({ saved }: { readonly saved: Saved }) {
  const { version, resolution, secret } = saved
  return (
    <Alert color="green" role="status" title={`Saved as version ${version}`}>
      <Stack gap="sm">
        <Leads {...resolution} />
        {secret !== null && <Secret secret={secret} />}
      </Stack>
    </Alert>
  )
}

function Leads({ host, addresses, notListed, reason }: Saved['resolution']) {
  if (addresses.length === 0)
    return (
      <Text size="sm">
        <Code>{host}</Code> leads nowhere yet: {reason ?? 'it has no addresses'}.
      </Text>
    )
  return (
    <div>
      <Text size="sm">
        <Code>{host}</Code> leads to
      </Text>
      <List size="sm">
        {addresses.map((address) => (
          <List.Item key={address}>
            <Code>{address}</Code> {notListed.includes(address) && <Badge>not on the list</Badge>}
          </List.Item>
        ))}
      </List>
    </div>
  )
}

function Secret({ secret }: { readonly secret: string }) {
  return (
    <div>
      <Text size="sm" fw={700}>
        Signing secret, shown this once: keep it where your server finds it.
      </Text>
      <Group gap="xs">
        <Code style={{ overflowWrap: 'anywhere' }}>{secret}</Code>
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button size="xs" variant="default" onClick={copy}>
              {copied ? 'Copied' : 'Copy'}
            </Button>
          )}
        </CopyButton>
      </Group>
    </div>
  )
}
