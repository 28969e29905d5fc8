import { z } from 'zod'
import { Cursor, Instant, Limit, pageOf } from './common.js'
import { ChangedBy } from './subscriptions.js'

/** One change of a subscription, by its audit entry. */
const HistoryEntry = z
  .object({
    sequence: z.string().describe("Its place in the account's audit"),
    at: Instant,
    action: z.string().describe('For example subscription.pause'),
    by: ChangedBy.extend({ account: z.string().nullable().describe('Whose key it was; null when it was none') }),
    onBehalf: z.boolean().describe('Changed for its account with a key of another, one above it'),
    reason: z.string().nullable(),
    state: z.string().nullable().describe('That of the subscription afterwards; null when the entry says nothing of it'),
    changed: z.array(z.string()).describe('Members that are not what they were before; what they were is in the audit'),
  })
  .meta({ id: 'SubscriptionHistoryEntry' })
export type HistoryEntry = z.infer<typeof HistoryEntry>

export const HistoryPage = pageOf(HistoryEntry).meta({ id: 'SubscriptionHistory' })
export const HistoryQuery = z.strictObject({ limit: Limit, cursor: Cursor })
