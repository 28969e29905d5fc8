import { type Command, Option } from 'commander'
import { PinMode } from '../contract/endpoint-profile.js'
import type { Subscription } from '../contract/subscriptions.js'
import { list } from './options.js'

type Profile = Pick<Subscription, 'fqdn' | 'ipAddresses' | 'pinMode' | 'contact' | 'technicalNotes'>

/** What a receiver says of itself beside its URL; `none` takes it away. */
export interface ProfileOptions {
  readonly fqdn?: string
  readonly addresses?: string[]
  readonly pin?: Profile['pinMode']
  readonly contactName?: string
  readonly contactEmail?: string
  readonly contactPhone?: string
  readonly notes?: string
}

export const withProfileOptions = (command: Command): Command =>
  command
    .option('--fqdn <name>', 'name of the receiver, or none')
    .option('--addresses <addresses>', 'its IP addresses and CIDR blocks, all of them, or none', list)
    .addOption(
      new Option('--pin <mode>', 'whether deliveries follow the addresses: off, warn in the attempt, enforce').choices(PinMode.options),
    )
    .option('--contact-name <name>', 'who answers for it, or none')
    .option('--contact-email <address>', "the contact's e-mail address")
    .option('--contact-phone <number>', "the contact's telephone number")
    .option('--notes <text>', 'technical notes for the people who connect the two systems')

/** As the contract has it; a member is undefined when it was not given. */
export const toProfile = ({ fqdn, addresses, pin, notes, ...contact }: ProfileOptions) => ({
  fqdn: fqdn === 'none' ? null : fqdn,
  ipAddresses: addresses?.length === 1 && addresses[0] === 'none' ? [] : addresses,
  pinMode: pin,
  contact: toContact(contact),
  technicalNotes: notes,
})

function toContact({ contactName: name, contactEmail, contactPhone }: ProfileOptions): Profile['contact'] | undefined {
  if (name === undefined) return undefined
  return name === 'none' ? null : { name, email: contactEmail ?? null, phone: contactPhone ?? null }
}

export const toProfileFields = ({ fqdn, ipAddresses, pinMode, contact, technicalNotes }: Profile) =>
  [
    ['FQDN', fqdn],
    ['IP addresses', ipAddresses.join(', ')],
    ['Pinning', pinMode],
    ['Contact', contact && [contact.name, contact.email, contact.phone].filter((part) => part !== null).join(', ')],
    ['Technical notes', technicalNotes],
  ] as const
