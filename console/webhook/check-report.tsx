import { Badge, Group, Paper, Stack, Text } from '@mantine/core'
import type { EndpointCheck } from '../../src/contract/endpoint-checks.js'

const verdicts: Readonly<Record<EndpointCheck['status'], string>> = {
  ok: 'The endpoint is ready.',
  warning: 'The endpoint works; something should be looked at.',
  failed: 'The endpoint is not ready.',
}

/** What was seen on the way to the endpoint, and what to do about it. */
export function CheckReport({ check }: { readonly check: EndpointCheck }) {
  return (
    <Paper withBorder p="sm" role="status">
      <Text fw={600}>{verdicts[check.status]}</Text>
      <Stack component="ul" gap="xs" p={0} mb={0} style={{ listStyle: 'none' }}>
        {check.steps.map(({ step, status, seen, remedy }) => (
          <li key={step}>
            <Group gap="xs">
              <Badge>{status}</Badge>
              <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                {step}: {seen}
              </Text>
            </Group>
            {remedy !== null && (
              <Text size="sm" c="dimmed">
                {remedy}
              </Text>
            )}
          </li>
        ))}
      </Stack>
    </Paper>
  )
}
