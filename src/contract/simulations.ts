import { z } from 'zod'
import { Id } from './common.js'
import { Outcome } from './notifications.js'
import { Origin, PublishedEvent, PublishEvent } from './events.js'

/** An event that did not happen: the example of its type, with what the caller wants otherwise (S4-3). */
export const Simulate = PublishEvent.omit({ test: true })
  .extend({
    subscription: Id.optional().describe(
      'Only this one gets it, whatever it is registered for; when absent, those that would get the event if it had happened',
    ),
    account: PublishEvent.shape.account.describe("Defaults to the subscription's account, or else the key's"),
    origin: Origin.optional().describe('Default: who usually causes such an event'),
    correlationId: PublishEvent.shape.correlationId.describe('Default: the id of the event'),
    data: PublishEvent.shape.data
      .default({})
      .describe('Merged into the example of the type (RFC 7396): members replace those of the example, null takes them away'),
  })
  .meta({ id: 'Simulate' })

export const Simulation = PublishedEvent.extend({
  type: z.string(),
  account: z.string(),
  correlationId: z.string(),
  test: z.literal(true),
  data: z.record(z.string(), z.unknown()).describe('The example with what was asked for'),
}).meta({ id: 'Simulation' })

/** How a receiver is tried. */
const Trial = z.enum(['good', 'duplicate', 'out-of-order', 'bad-signature', 'expired-timestamp', 'slow'])

export const Certify = z.strictObject({ trial: Trial }).meta({ id: 'Certify' })

export const TrialResult = z
  .object({
    trial: Trial,
    status: z.enum(['passed', 'failed', 'skipped']),
    deliveries: z.array(
      z.object({
        what: z.string(),
        webhookId: z.string(),
        expected: z.enum(['confirmed', 'refused']).nullable().describe('What a good receiver does with it; null: whatever it likes'),
        outcome: Outcome,
        status: z.int().nullable().describe('Of the answer'),
        reason: z.string(),
        durationMs: z.number(),
      }),
    ),
    remedy: z.string().nullable().describe('What to do, or why it was skipped; null when the receiver did what it should'),
  })
  .meta({ id: 'TrialResult' })
export type TrialResult = z.infer<typeof TrialResult>
