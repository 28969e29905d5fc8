import { z } from 'zod'

/** Who answers for an endpoint. */
const Contact = z
  .strictObject({
    name: z.string().trim().min(1, 'is needed').max(200),
    email: z.email('an e-mail address, such as night@shop.example').max(254).nullable().default(null),
    phone: z
      .string()
      .regex(/^\+?[0-9][0-9 ().-]{4,30}$/, 'digits, such as +60 3 1234 5678')
      .nullable()
      .default(null),
  })
  .meta({ id: 'Contact' })

export const PinMode = z
  .enum(['off', 'warn', 'enforce'])
  .describe(
    'Whether deliveries follow ipAddresses. off: not at all; warn: attempts that go elsewhere say so; enforce: nothing goes elsewhere',
  )

/** What a receiver says of itself beside its URL. */
export const endpointProfile = {
  fqdn: z.string().min(1).max(253).nullable().describe('Name of the receiver, without scheme, port and path'),
  ipAddresses: z
    .array(z.string().min(1).max(64))
    .max(100)
    .describe('Where the receiver has its address: IPv4, IPv6, CIDR blocks; none: nothing is said of it'),
  pinMode: PinMode,
  contact: Contact.nullable().describe('Who answers for the receiver'),
  technicalNotes: z.string().max(4000).describe('For the people who connect the two systems'),
}
export const defaultProfile = {
  fqdn: endpointProfile.fqdn.default(null),
  ipAddresses: endpointProfile.ipAddresses.default([]),
  pinMode: endpointProfile.pinMode.default('off'),
  contact: endpointProfile.contact.default(null),
  technicalNotes: endpointProfile.technicalNotes.default(''),
}
