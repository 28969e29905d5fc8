import { Box, Button, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ProblemError } from '../../src/client/client.js'
import { Failure } from '../page.js'
import { useSession } from '../session.js'
import { CheckReport } from './check-report.js'
import type { Webhook } from './draft.js'
import { historyOf } from './history.js'
import { pendingOf } from './pending-changes.js'
import { type Step, stepsFrom } from './steps.js'
import { webhookOf } from './use-save.js'

interface DeliveriesProps {
  readonly webhook: Webhook & { readonly subscription: string }
  readonly onBehalf: boolean
}

/** Whether anything is delivered, and what can be done about it: check, activate, pause, resume. */
export function Deliveries({ webhook, onBehalf }: DeliveriesProps) {
  const { may } = useSession()
  const [reason, setReason] = useState('')
  const step = useStep(webhook)
  const steps = stepsFrom(webhook.state).filter(({ operation }) => may(operation))
  const needsReason = step.error instanceof ProblemError && step.error.problem.code === 'reason_required'
  return (
    <Box component="section" aria-labelledby="deliveries" mt="md">
      <Title order={2} size="h4" id="deliveries" mb="xs">
        Deliveries
      </Title>
      <Stack gap="sm">
        <Text size="sm">{meanings[webhook.state ?? 'created']}</Text>
        {onBehalf && steps.length > 0 && (
          <TextInput
            label="Reason for this step"
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            error={needsReason && 'Say why: the owner of this account can read it.'}
            maxLength={500}
          />
        )}
        <Group gap="xs">
          {steps.map((one) => (
            <Button
              key={one.label}
              variant="default"
              loading={step.isPending && step.variables.step.label === one.label}
              onClick={() => step.mutate({ step: one, reason })}
            >
              {one.label}
            </Button>
          ))}
        </Group>
        {step.isError && !needsReason && <Failure error={step.error} title="Not done" />}
        {step.data !== undefined && step.data !== null && <CheckReport check={step.data} />}
      </Stack>
    </Box>
  )
}

const meanings: Readonly<Record<NonNullable<Webhook['state']>, string>> = {
  created: 'Nothing is delivered before it is activated.',
  active: 'Whatever is published for it is delivered.',
  paused: 'Paused: what is published is held until it is resumed.',
  disabled: 'Disabled: it gets nothing until it is activated again.',
  draining: 'The product is being detached: what is pending goes out, and nothing new comes.',
}

function useStep({ attachment, subscription: id }: DeliveriesProps['webhook']) {
  const { saying } = useSession()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ step, reason }: { step: Step; reason: string }) => step.take(saying(reason), id),
    onSettled: () =>
      Promise.all([webhookOf(attachment), historyOf(id), pendingOf(id)].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  })
}
