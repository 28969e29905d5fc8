import { z } from 'zod'
import { Cursor, Id, Limit, pageOf } from './common.js'
import { EventType, Origin } from './events.js'

/** By what a receiver knows that it has dealt with the same thing before (S4-8). */
const DedupeKey = z.object({
  pointers: z.array(z.string()).describe('JSON pointers into the native body'),
  words: z.string(),
})
const DataType = z.enum(['transaction', 'object']).describe('Whether something happened to money or to a thing that is kept')

export const EventTypeSummary = z
  .object({
    type: z.string(),
    description: z.string(),
    domain: z.string(),
    product: z.string(),
    flow: z.string().describe('What it is a part of, for example pay-in, payout, dispute, card, bank-account or recurring'),
    dataType: DataType,
    origins: z.array(Origin).describe('Who usually causes it, the most usual first'),
    dedupeKey: DedupeKey,
    custom: z.boolean().describe('Defined by an account; false: of the catalogue'),
    account: z.string().nullable().describe("The account that defined it; null for one above the key's, and for the catalogue"),
    schemaVersion: z.int().describe('Goes up when a change is not compatible'),
    schemaRevision: z.int().describe('Goes up with each compatible change of a version'),
  })
  .meta({ id: 'EventTypeSummary' })
export type EventTypeSummary = z.infer<typeof EventTypeSummary>

export const EventTypeDetails = EventTypeSummary.extend({
  schema: z.record(z.string(), z.unknown()).describe('JSON Schema 2020-12 of `data`'),
  example: z.record(z.string(), z.unknown()).describe('A realistic `data`'),
}).meta({ id: 'EventTypeDetails' })
export type EventTypeDetails = z.infer<typeof EventTypeDetails>

export const EventTypePage = pageOf(EventTypeSummary).meta({ id: 'EventTypePage' })
export type EventTypePage = z.infer<typeof EventTypePage>

const Word = z.string().min(1).max(64)
const account = Id.optional().describe("Defaults to the key's account")
export const EventTypeQuery = z.strictObject({
  limit: Limit,
  cursor: Cursor,
  account: account.describe("Whose types, its own and those of the accounts above it; defaults to the key's account"),
  domain: Word.optional(),
  flow: Word.optional(),
  product: Word.optional(),
})
export type EventTypeQuery = z.infer<typeof EventTypeQuery>

const mostSchemaChars = 32_768
const Members = z
  .record(z.string(), z.unknown())
  .refine((value) => JSON.stringify(value).length <= mostSchemaChars, `must have at most ${mostSchemaChars} characters`)
const Slug = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,63}$/, 'a word of a-z 0-9 -')
  .default('custom')

const definition = {
  description: z.string().trim().min(1).max(500),
  domain: Slug,
  product: Slug,
  flow: Slug,
  dataType: DataType.default('object'),
  origins: z.array(Origin).min(1).max(6).default(['api']),
  dedupeKey: z
    .strictObject({
      pointers: z
        .array(
          z
            .string()
            .max(256)
            .regex(/^(\/[^/]+)+$/, 'a JSON pointer into the native body, such as /data/object/id'),
        )
        .min(1)
        .max(10),
      words: z.string().trim().min(1).max(500),
    })
    .default({ pointers: ['/id'], words: 'The event id.' }),
  schema: Members.describe('JSON Schema 2020-12 of `data`, with the common keywords and references into its own `$defs`'),
  example: Members.describe('A realistic `data`; it must fit the schema'),
}

export const CreateEventType = z.strictObject({ account, type: EventType, ...definition }).meta({ id: 'CreateEventType' })
export const ReplaceEventType = z
  .strictObject({
    account,
    ...definition,
    schemaVersion: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .describe('The version that is changed, or the next one for a change that is not compatible; defaults to the newest'),
  })
  .meta({ id: 'ReplaceEventType' })

export const byType = z.strictObject({ type: EventType })
export const OneEventTypeQuery = z.strictObject({ account, schemaVersion: z.coerce.number().int().min(1).max(10_000).optional() })
export const AccountQueryOfType = z.strictObject({ account })
