import { z } from 'zod'

export const Pending = z
  .enum(['drain', 'cancel'])
  .describe('What becomes of notifications that have not ended: drain lets them go on to their end, cancel ends them now')

export const EndQuery = z.strictObject({
  pending: Pending,
  dryRun: z.enum(['true', 'false']).default('false').describe('true: only counts, and changes nothing'),
})
export type EndQuery = z.infer<typeof EndQuery>

/** What has ended, or would. */
export const Ending = z
  .object({
    dryRun: z.boolean(),
    pending: Pending,
    attachments: z.int().describe('Products that are detached'),
    subscriptions: z.int().describe('Webhooks that get nothing new'),
    notifications: z.int().describe('Those that have not ended, and are drained or cancelled'),
  })
  .meta({ id: 'Ending' })
