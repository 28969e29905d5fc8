import { type Selectable, sql } from 'kysely'
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
  readonly contact: Contact | null
  readonly technicalNotes: string
}

type Row = Pick<Selectable<SubscriptionsTable>, 'fqdn' | 'ip_addresses' | 'contact' | 'technical_notes'>

export const toProfile = ({ fqdn, ip_addresses, contact, technical_notes }: Row): SubscriptionProfile => ({
  fqdn,
  ipAddresses: ip_addresses.map(bareAddress),
  contact: contact as Contact | null,
  technicalNotes: technical_notes,
})

/** Postgres writes a single address as a block of one. */
const bareAddress = (block: string): string => block.replace(block.includes(':') ? /\/128$/ : /\/32$/, '')

export const toProfileColumns = ({ fqdn, ipAddresses, contact, technicalNotes }: SubscriptionProfile) => ({
  fqdn,
  ip_addresses: sql<string[]>`${ipAddresses}::text[]::cidr[]`,
  contact: contact && JSON.stringify(contact),
  technical_notes: technicalNotes,
})
