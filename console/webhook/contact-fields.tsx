import { Fieldset, SimpleGrid, Text, Textarea, TextInput } from '@mantine/core'
import type { FieldsProps } from './draft.js'

/** Who answers for the receiver, and what its people should know. */
export function ContactFields({ draft, change, errors, disabled }: FieldsProps) {
  return (
    <>
      <Fieldset legend="Contact">
        <Text size="xs" c="dimmed" mb="xs">
          Who answers when your endpoint does not.
        </Text>
        <SimpleGrid cols={{ base: 1, sm: 3 }}>
          <TextInput
            label="Name"
            value={draft.contactName}
            onChange={(event) => change({ contactName: event.currentTarget.value })}
            error={errors.get('/contact/name')}
            disabled={disabled}
          />
          <TextInput
            label="E-mail"
            type="email"
            value={draft.contactEmail}
            onChange={(event) => change({ contactEmail: event.currentTarget.value })}
            error={errors.get('/contact/email')}
            disabled={disabled}
          />
          <TextInput
            label="Phone"
            type="tel"
            value={draft.contactPhone}
            onChange={(event) => change({ contactPhone: event.currentTarget.value })}
            error={errors.get('/contact/phone')}
            disabled={disabled}
          />
        </SimpleGrid>
      </Fieldset>
      <Textarea
        label="Technical notes"
        description="Whatever the people who connect the two systems should know"
        autosize
        minRows={2}
        maxLength={4000}
        value={draft.technicalNotes}
        onChange={(event) => change({ technicalNotes: event.currentTarget.value })}
        error={errors.get('/technicalNotes')}
        disabled={disabled}
      />
    </>
  )
}
