import { Alert, Button, List, Stack, Text } from '@mantine/core'
import { PendingChange, ProblemError } from '../../src/client/client.js'
import { toMessage } from '../message.js'
import { toFieldErrors } from './field-errors.js'

interface SaveFailureProps {
  readonly error: unknown
  readonly reload: () => void
}

/** Why nothing was saved, and what to do about it. */
export function SaveFailure({ error, reload }: SaveFailureProps) {
  if (error instanceof PendingChange)
    return (
      <Alert color="blue" role="status" title="Waits for approval">
        Your account asks four eyes for this. What was saved before counts until somebody else approves <b>{error.request.id}</b>, below.
      </Alert>
    )
  if (error instanceof ProblemError && error.problem.code === 'version_mismatch')
    return (
      <Alert color="orange" title="Somebody else has saved since you opened this">
        <Stack align="flex-start" gap="xs">
          <Text size="sm">Nothing of theirs was overwritten, and nothing of yours was saved. Load what is there now, and change that.</Text>
          <Button size="xs" variant="default" onClick={reload}>
            Load again
          </Button>
        </Stack>
      </Alert>
    )
  const places = toFieldErrors(error)
  if (places.size === 0)
    return (
      <Alert color="red" title="Not saved">
        {toMessage(error)}
      </Alert>
    )
  return (
    <Alert color="red" title="Not saved: nothing was changed">
      <List size="sm">
        {[...places].map(([pointer, detail]) => (
          <List.Item key={pointer}>
            {nameOf(pointer)}: {detail}
          </List.Item>
        ))}
      </List>
    </Alert>
  )
}

const names: Readonly<Record<string, string>> = {
  url: 'URL',
  fqdn: 'FQDN',
  ipAddresses: 'IP Address',
  pinMode: 'Deliveries follow the addresses',
  eventTypes: 'Event types',
  contact: 'Contact',
  technicalNotes: 'Technical notes',
  reason: 'Reason',
}

const nameOf = (pointer: string): string => names[pointer.split('/')[1] ?? ''] ?? 'The whole'
