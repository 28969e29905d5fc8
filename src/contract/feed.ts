import { z } from 'zod'
import { Instant, Limit } from './common.js'
import { NotificationState } from './notifications.js'

const FeedCursor = z.string().min(1).max(512)

export const FeedItem = z
  .object({
    id: z.string().describe('The notification; what a POST carries as webhook-id'),
    event: z.string(),
    eventType: z.string(),
    eventAccount: z.string(),
    test: z.boolean().describe('Its event is marked as a test'),
    state: NotificationState.describe('What has become of delivering it by POST'),
    createdAt: Instant,
    body: z
      .string()
      .nullable()
      .describe('Exactly what is POSTed; null when the payload is removed, or the account of the event has moved out of reach'),
  })
  .meta({ id: 'FeedItem' })
export type FeedItem = z.infer<typeof FeedItem>

export const Feed = z
  .object({
    items: z.array(FeedItem).describe('In the order of their making'),
    cursor: z.string().nullable().describe('The place after the last item: acknowledge it, or go on from it'),
    goneUntil: Instant.nullable().describe(
      'Some of what was published before this is missing here: retention has removed it. Null when nothing is missing from this place on',
    ),
    more: z.boolean().describe('Whether there is more to read now'),
  })
  .meta({ id: 'Feed' })
export type Feed = z.infer<typeof Feed>

export const FeedQuery = z.strictObject({
  limit: Limit,
  cursor: FeedCursor.optional().describe('Read from here instead of from the acknowledged place'),
  since: Instant.optional().describe('Read what was made at or after this moment, instead'),
})

export const AcknowledgeFeed = z
  .strictObject({ cursor: FeedCursor.describe('A cursor that the feed has answered') })
  .meta({ id: 'AcknowledgeFeed' })
