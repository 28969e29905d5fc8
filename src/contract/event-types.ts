import { z } from 'zod'
import { Cursor, Limit, pageOf } from './common.js'
import { EventType, Origin } from './events.js'

/** By what a receiver knows that it has dealt with the same thing before (S4-8). */
const DedupeKey = z.object({
  pointers: z.array(z.string()).describe('JSON pointers into the native body'),
  words: z.string(),
})

export const EventTypeSummary = z
  .object({
    type: z.string(),
    description: z.string(),
    domain: z.string(),
    product: z.string(),
    flow: z.string().describe('What it is a part of: pay-in, payout, dispute, card, bank-account, recurring, management or platform'),
    dataType: z.enum(['transaction', 'object']).describe('Whether something happened to money or to a thing that is kept'),
    origins: z.array(Origin).describe('Who usually causes it, the most usual first'),
    dedupeKey: DedupeKey,
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
export const EventTypeQuery = z.strictObject({
  limit: Limit,
  cursor: Cursor,
  domain: Word.optional(),
  flow: Word.optional(),
  product: Word.optional(),
})
export type EventTypeQuery = z.infer<typeof EventTypeQuery>

export const byType = z.strictObject({ type: EventType })
