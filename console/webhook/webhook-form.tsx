import { Button, Group, Stack, TextInput } from '@mantine/core'
import { type SyntheticEvent, useEffect, useRef, useState } from 'react'
import { ContactFields } from './contact-fields.js'
import { type Draft, type FieldsProps, toDraft, type Webhook } from './draft.js'
import { EndpointFields } from './endpoint-fields.js'
import { EventTypeField } from './event-type-field.js'
import type { FieldErrors } from './field-errors.js'

interface WebhookFormProps {
  readonly webhook: Webhook
  readonly account: string
  /** What the product emits. */
  readonly emitted: readonly string[]
  readonly errors: FieldErrors
  readonly disabled: boolean
  readonly onBehalf: boolean
  readonly saving: boolean
  readonly save: (draft: Draft) => void
}

export function WebhookForm({ webhook, account, emitted, errors, disabled, onBehalf, saving, save }: WebhookFormProps) {
  const [draft, setDraft] = useState(() => toDraft(webhook))
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [errors])
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    save(draft)
  }
  const fields = { draft, change: (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part })), errors, disabled }
  return (
    <form ref={form} onSubmit={submit} noValidate aria-label="Webhook">
      <Stack>
        <EndpointFields {...fields} />
        <EventTypeField {...fields} account={account} emitted={emitted} />
        <ContactFields {...fields} />
        {!disabled && <ReasonField {...fields} onBehalf={onBehalf} />}
        <Group>
          <Button type="submit" loading={saving} disabled={disabled}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function ReasonField({ draft, change, errors, onBehalf }: FieldsProps & { readonly onBehalf: boolean }) {
  return (
    <TextInput
      label="Reason"
      description={
        onBehalf
          ? 'Needed: the owner of the account reads it in the history below and in the audit.'
          : 'If you like: it is kept in the history.'
      }
      required={onBehalf}
      withAsterisk={false}
      maxLength={500}
      value={draft.reason}
      onChange={(event) => change({ reason: event.currentTarget.value })}
      error={errors.get('/reason')}
    />
  )
}
