import { Select, TextInput } from '@mantine/core'
import { AddressList } from './address-list.js'
import type { FieldsProps } from './draft.js'

const pinModes = [
  { value: 'off', label: 'Off: the list is for people and firewalls' },
  { value: 'warn', label: 'Warn: what goes elsewhere is sent, and marked' },
  { value: 'enforce', label: 'Enforce: nothing is sent elsewhere' },
] as const

/** Where notifications go. */
export function EndpointFields({ draft, change, errors, disabled }: FieldsProps) {
  return (
    <>
      <TextInput
        label="URL"
        description="https, with a path that nobody guesses"
        type="url"
        required
        withAsterisk={false}
        value={draft.url}
        onChange={(event) => change({ url: event.currentTarget.value })}
        error={errors.get('/url')}
        disabled={disabled}
        spellCheck={false}
      />
      <TextInput
        label="FQDN"
        description="The full name of your server, for example shop.example.com"
        value={draft.fqdn}
        onChange={(event) => change({ fqdn: event.currentTarget.value })}
        error={errors.get('/fqdn')}
        disabled={disabled}
        spellCheck={false}
      />
      <AddressList draft={draft} change={change} errors={errors} disabled={disabled} />
      <Select
        label="Deliveries follow the addresses"
        data={pinModes}
        value={draft.pinMode}
        onChange={(pinMode) => change({ pinMode: pinMode ?? 'off' })}
        error={errors.get('/pinMode')}
        disabled={disabled}
        allowDeselect={false}
      />
    </>
  )
}
