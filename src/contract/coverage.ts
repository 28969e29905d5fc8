import { z } from 'zod'
import { Instant } from './common.js'
import { NotificationState, Outcome } from './notifications.js'

export const Replayable = z.boolean().describe('Whether POST /v1/notifications/{id}/replay can still bring it to its receiver')

/** The first condition of a subscription that an event did not meet. */
export const WhyNot = z
  .enum([
    'created_later',
    'not_recorded',
    'about_itself',
    'simulated',
    'not_activated',
    'disabled',
    'detached',
    'deleted',
    'other_environment',
    'other_account',
    'other_project',
    'other_origin',
    'other_type',
    'other_data',
  ])
  .describe('The first condition that did not hold when the event was published')
export type WhyNot = z.infer<typeof WhyNot>

const Owed = z.object({
  subscription: z.string(),
  owed: z.literal(true),
  notification: z.string().nullable().describe('Null: there should be one and there is none'),
  state: NotificationState.nullable(),
  attempts: z.int(),
  lastOutcome: Outcome.nullable(),
  nextAttemptAt: Instant.nullable(),
  replayable: Replayable,
})

const NotOwed = z.object({
  subscription: z.string(),
  owed: z.literal(false),
  reason: WhyNot,
  version: z.int().nullable().describe('The version of the subscription that decided; null: it had none, or none was kept'),
  matchesNow: z.boolean().describe('Whether it would be owed such an event as it is now'),
})

/** What became of an event for one subscription. */
export const Coverage = z.discriminatedUnion('owed', [Owed, NotOwed]).meta({ id: 'Coverage' })
export type Coverage = z.infer<typeof Coverage>
