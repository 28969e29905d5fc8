import { type Selectable, sql } from 'kysely'
import type { PinMode } from '../domain/pinning.js'
import type { SubscriptionsTable } from './subscription-tables.js'

/** Who answers for an endpoint. */
export interface Contact {
  readonly name: string
  readonly email: string | null
  readonly phone: string | null
}

/** What a receiver says of itself beside its URL. */
export interface SubscriptionProfile {
  readonly fqdn: string | null
  /** Addresses and CIDR blocks. */
  readonly ipAddresses: string[]
  readonly pinMode: PinMode
  readonly contact: Contact | null
  readonly technicalNotes: string
}

type Row = Pick<Selectable<SubscriptionsTable>, 'fqdn' | 'ip_addresses' | 'pin_mode' | 'contact' | 'technical_notes'>

export const toProfile = ({ fqdn, ip_addresses, pin_mode, contact, technical_notes }: Row): SubscriptionProfile => ({
  fqdn,
  ipAddresses: ip_addresses.map(bareAddress),
  pinMode: pin_mode,
  contact: contact as Contact | null,
  technicalNotes: technical_notes,
})

/** Postgres writes a single address as a block of one. */
const bareAddress = (block: string): string => block.replace(block.includes(':') ? /\/128$/ : /\/32$/, '')

export const toProfileColumns = ({ fqdn, ipAddresses, pinMode, contact, technicalNotes }: SubscriptionProfile) => ({
  fqdn,
  ip_addresses: sql<string[]>`${ipAddresses}::text[]::cidr[]`,
  pin_mode: pinMode,
  contact: contact && JSON.stringify(contact),
  technical_notes: technicalNotes,
})
