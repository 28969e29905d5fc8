import type { JsonSchema } from './event-type.js'

const text = (maxLength: number, description: string): JsonSchema => ({ type: 'string', minLength: 1, maxLength, description })

/** Where a card number or its check value must not stand (S0-4). */
const neverSent = { pan: false, cardNumber: false, primaryAccountNumber: false, cvv: false, cvc: false, pin: false, trackData: false }

/** The schemas that event types share. Each stands under its name in the `$defs` of the types that use it. */
export const blocks = {
  id: text(128, 'an id: 1 to 128 characters'),
  code: text(64, 'a short code: 1 to 64 characters'),
  label: text(500, 'text: 1 to 500 characters'),
  link: { type: 'string', maxLength: 2048, pattern: '^https?://', description: 'an http or https address' },
  status: text(64, 'a status: 1 to 64 characters'),
  instant: { type: 'string', format: 'date-time', description: 'an instant as RFC 3339 has it, such as 2026-01-31T09:00:00Z' },
  date: { type: 'string', format: 'date', description: 'a date such as 2026-01-31' },
  count: { type: 'integer', minimum: 0, description: 'a whole number from 0' },
  money: {
    type: 'object',
    description: 'an amount in minor units with its ISO 4217 currency, such as {"value": 1050, "currency": "MYR"}',
    required: ['value', 'currency'],
    properties: {
      value: { type: 'integer', description: 'minor units (sen, cents): a whole number' },
      currency: { type: 'string', pattern: '^[A-Z]{3}$', description: 'ISO 4217: three capital letters' },
    },
  },
  reason: {
    type: 'object',
    description: 'why: a code, a text for people, and whether trying again can help',
    required: ['code'],
    properties: { code: { $ref: '#/$defs/code' }, text: { $ref: '#/$defs/label' }, retryable: { type: 'boolean' } },
  },
  reference: {
    type: 'object',
    description: 'another resource: its id and, where it can be read, its address',
    required: ['id'],
    properties: { id: { $ref: '#/$defs/id' }, href: { $ref: '#/$defs/link' } },
  },
  bankAccount: {
    type: 'object',
    description: 'a bank account, masked',
    properties: {
      holder: { $ref: '#/$defs/label' },
      accountMasked: { $ref: '#/$defs/code' },
      bank: { $ref: '#/$defs/code' },
      alias: { $ref: '#/$defs/label' },
    },
  },
  month: {
    type: 'object',
    description: 'a month, such as {"month": 9, "year": 2029}',
    required: ['month', 'year'],
    properties: {
      month: { type: 'integer', minimum: 1, maximum: 12, description: '1 to 12' },
      year: { type: 'integer', minimum: 2000, maximum: 2199, description: 'four digits' },
    },
  },
  card: {
    type: 'object',
    description: 'what may be said of a card; never its number',
    properties: {
      ...neverSent,
      scheme: { $ref: '#/$defs/code' },
      last4: { type: 'string', pattern: '^[0-9]{4}$', description: 'the last four digits' },
      expiry: { $ref: '#/$defs/month' },
      artUrl: { $ref: '#/$defs/link' },
      paymentAccountReference: { type: 'string', pattern: '^[A-Z0-9]{29}$', description: 'PAR: 29 capital letters and digits' },
    },
  },
  tokenReference: {
    type: 'string',
    minLength: 1,
    maxLength: 128,
    not: { type: 'string', pattern: '^[0-9 -]{12,23}$' },
    description: 'the reference of a token, never a number a card could have',
  },
  changedFields: {
    type: 'array',
    minItems: 1,
    maxItems: 200,
    uniqueItems: true,
    items: { $ref: '#/$defs/label' },
    description: 'the names of the members that changed; sensitive ones are told by name only',
  },
  previous: {
    type: 'object',
    description: 'what changed, as it was before; nothing that is sensitive',
    properties: { ...neverSent, status: { $ref: '#/$defs/status' } },
  },
  previousStatus: {
    type: 'object',
    description: 'what changed, as it was before: at least the status',
    required: ['status'],
    properties: { ...neverSent, status: { $ref: '#/$defs/status' } },
  },
} as const satisfies Record<string, JsonSchema>

export type BlockName = keyof typeof blocks

/** A reference to a shared block. */
export const block = (name: BlockName): JsonSchema => ({ $ref: `#/$defs/${name}` })

/** The blocks that a schema needs, directly and through each other, by name. */
export function blocksOf(schema: unknown): Partial<Record<BlockName, JsonSchema>> {
  const found = new Map<BlockName, JsonSchema>()
  const visit = (part: unknown): void => {
    for (const [, name] of JSON.stringify(part).matchAll(/"#\/\$defs\/(\w+)"/g)) {
      const known = name as BlockName
      if (found.has(known)) continue
      found.set(known, blocks[known])
      visit(blocks[known])
    }
  }
  visit(schema)
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)))
}
