import { ActionIcon, Button, Fieldset, Group, Input, Stack, Text, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import { type FieldsProps, sentPlaceOf } from './draft.js'

/** Any number of addresses: + adds one, − removes the one beside it. */
export function AddressList({ draft: { ipAddresses }, change, errors, disabled }: FieldsProps) {
  const [added, setAdded] = useState<number>()
  const plus = useRef<HTMLButtonElement>(null)
  const add = (): void => {
    setAdded(ipAddresses.length)
    change({ ipAddresses: [...ipAddresses, ''] })
  }
  const remove = (row: number): void => {
    change({ ipAddresses: ipAddresses.toSpliced(row, 1) })
    plus.current?.focus()
  }
  return (
    <Fieldset legend="IP Address">
      <Stack gap="xs">
        <Text size="xs" c="dimmed">
          Where your server has its address: IPv4, IPv6 or a block such as 198.51.100.0/24
        </Text>
        {ipAddresses.map((address, row) => (
          <Address
            key={row}
            name={`IP Address ${row + 1}`}
            address={address}
            onChange={(changed) => change({ ipAddresses: ipAddresses.with(row, changed) })}
            onRemove={() => remove(row)}
            error={errors.get(`/ipAddresses/${sentPlaceOf(ipAddresses, row) ?? ''}`)}
            isNew={row === added}
            disabled={disabled}
          />
        ))}
        {errors.has('/ipAddresses') && <Input.Error>{errors.get('/ipAddresses')}</Input.Error>}
        <div>
          <Button ref={plus} variant="default" size="xs" aria-label="Add IP Address" onClick={add} disabled={disabled}>
            +
          </Button>
        </div>
      </Stack>
    </Fieldset>
  )
}

interface AddressProps {
  readonly name: string
  readonly address: string
  readonly onChange: (address: string) => void
  readonly onRemove: () => void
  readonly error: string | undefined
  readonly isNew: boolean
  readonly disabled: boolean
}

function Address({ name, address, onChange, onRemove, error, isNew, disabled }: AddressProps) {
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start">
      <TextInput
        flex={1}
        aria-label={name}
        value={address}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={error}
        autoFocus={isNew}
        disabled={disabled}
        spellCheck={false}
      />
      <ActionIcon size="input-sm" variant="default" aria-label={`Remove ${name}`} onClick={onRemove} disabled={disabled}>
        −
      </ActionIcon>
    </Group>
  )
}
