import type { InputOf, OutputOf } from '../../src/contract/operation-types.js'
import type { FieldErrors } from './field-errors.js'

export type Webhook = OutputOf<'getWebhook', 'response'>
type Settings = InputOf<'saveWebhook', 'body'>

/** What is in the fields of the form. */
export interface Draft {
  readonly url: string
  readonly fqdn: string
  readonly ipAddresses: readonly string[]
  readonly pinMode: Webhook['pinMode']
  readonly eventTypes: string[]
  readonly contactName: string
  readonly contactEmail: string
  readonly contactPhone: string
  readonly technicalNotes: string
  /** Why it is changed. */
  readonly reason: string
}

/** A group of fields of the form. */
export interface FieldsProps {
  readonly draft: Draft
  readonly change: (part: Partial<Draft>) => void
  readonly errors: FieldErrors
  readonly disabled: boolean
}

export const toDraft = ({ url, fqdn, ipAddresses, pinMode, eventTypes, contact, technicalNotes }: Webhook): Draft => ({
  url: url ?? '',
  fqdn: fqdn ?? '',
  // somewhere to type the first one
  ipAddresses: ipAddresses.length === 0 ? [''] : ipAddresses,
  pinMode,
  eventTypes,
  contactName: contact?.name ?? '',
  contactEmail: contact?.email ?? '',
  contactPhone: contact?.phone ?? '',
  technicalNotes,
  reason: '',
})

/** What is sent: an empty field says nothing. */
export function toSettings(draft: Draft): Settings {
  const [name, email, phone] = [draft.contactName, draft.contactEmail, draft.contactPhone].map((text) => text.trim())
  return {
    url: draft.url.trim(),
    fqdn: draft.fqdn.trim() || null,
    ipAddresses: draft.ipAddresses.map((address) => address.trim()).filter(isFilled),
    pinMode: draft.pinMode,
    eventTypes: draft.eventTypes,
    contact: name || email || phone ? { name: name ?? '', email: email || null, phone: phone || null } : null,
    technicalNotes: draft.technicalNotes,
  }
}

const isFilled = (text: string): boolean => text.trim() !== ''

/** The place in what is sent of an address in the form; undefined when nothing is sent for it. */
export const sentPlaceOf = (addresses: readonly string[], row: number): number | undefined =>
  isFilled(addresses[row] ?? '') ? addresses.slice(0, row).filter(isFilled).length : undefined
