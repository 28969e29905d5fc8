import { z } from 'zod'
import { Instant } from './common.js'

const Days = z.int().min(0).max(36_500).nullable()
const own = {
  payloadDays: Days.describe('The payloads of events, in days since they were published; 0: for ever; null: as the account above'),
  attemptBodiesDays: Days.describe('What receivers have answered, in the same way'),
  metadataDays: Days.describe('Everything about an event, in the same way: the event, its notifications, their attempts'),
}

export const SetRetention = z
  .strictObject({
    payloadDays: own.payloadDays.default(null),
    attemptBodiesDays: own.attemptBodiesDays.default(null),
    metadataDays: own.metadataDays.default(null),
  })
  .meta({ id: 'SetRetention' })

export const RetentionQuery = z.strictObject({
  dryRun: z
    .enum(['true', 'false'])
    .default('false')
    .describe('true: only says what would be so, counts what would go, and changes nothing'),
})

const KeptClass = z
  .object({
    days: z.int().describe('0: for ever'),
    source: z.enum(['own', 'inherited', 'platform']).describe('Who has said so: the account, one above it, or nobody'),
    appliedAt: Instant.nullable().describe('When it was last applied to something; null: never'),
    removedUntil: Instant.nullable().describe('Something that was published before this is gone; null: nothing is'),
  })
  .meta({ id: 'KeptClass' })

const Expired = z.int().describe('Events; at most 10,000 are counted')

export const Retention = z
  .object({
    account: z.string(),
    ...own,
    effective: z
      .object({ payload: KeptClass, attemptBodies: KeptClass, metadata: KeptClass })
      .describe('What holds for the account; whatever goes with the metadata is kept no longer than it'),
    wouldRemove: z
      .object({
        payload: Expired,
        attemptBodies: Expired,
        metadata: Expired,
        more: z.boolean().describe('Whether there are more than were counted'),
      })
      .nullable()
      .describe('In a dry run: what the next application would remove, of the account and of those below that inherit from it'),
    version: z.int().describe('The ETag; send it as If-Match when you set the retention; 0 before it is set for the first time'),
  })
  .meta({ id: 'Retention' })
export type Retention = z.infer<typeof Retention>
