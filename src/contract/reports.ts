import { z } from 'zod'
import { Cursor, Instant, Limit, pageOf } from './common.js'
import { Replayable } from './coverage.js'
import { NotificationState, Outcome } from './notifications.js'

export const UndeliveredEvent = z
  .object({
    event: z.string(),
    type: z.string(),
    account: z.string(),
    createdAt: Instant,
    notifications: z
      .array(
        z.object({
          id: z.string(),
          subscription: z.string(),
          state: NotificationState,
          attempts: z.int(),
          lastOutcome: Outcome.nullable(),
          nextAttemptAt: Instant.nullable(),
          replayable: Replayable,
        }),
      )
      .describe('Those that are not confirmed, at most 100'),
    moreNotifications: z.boolean(),
  })
  .meta({ id: 'UndeliveredEvent' })
export type UndeliveredEvent = z.infer<typeof UndeliveredEvent>

export const UndeliveredReport = pageOf(UndeliveredEvent)
  .extend({
    account: z.string(),
    from: Instant,
    to: Instant.nullable(),
    checkedFrom: Instant.describe(
      'What was published at or after this was checked: from, or later when retention has removed older events with all that is known of them',
    ),
    checkedUntil: Instant.describe('What was published before this was checked; what is younger may not be committed yet'),
    allDelivered: z
      .boolean()
      .describe('True when the whole range was checked, and every event in it is confirmed by every subscription that is owed it'),
  })
  .meta({ id: 'UndeliveredReport' })
export type UndeliveredReport = z.infer<typeof UndeliveredReport>

export const UndeliveredQuery = z.strictObject({
  account: z.string().max(64).optional().describe("With those below it; defaults to the key's account"),
  from: Instant.describe('Published at or after'),
  to: Instant.optional().describe('Published before; defaults to all that can be checked'),
  limit: Limit,
  cursor: Cursor,
})
