import { z } from 'zod'
import { Cursor, Id, Instant, Limit, pageOf } from './common.js'

export const ReplayInclude = z
  .enum(['failed', 'missing', 'all'])
  .describe(
    'failed: what ended exhausted, cancelled or gone. missing: events that a subscription would be owed as it is now, and has no notification of. all: whatever has ended, delivered ones too',
  )
export const ReplayState = z.enum(['running', 'paused', 'completed', 'cancelled'])
const EndedState = z.enum(['delivered', 'exhausted', 'cancelled', 'gone'])

/** An event type, or a prefix such as `payment.*`. */
const Pattern = z
  .string()
  .max(128)
  .regex(/^(\*|[a-z0-9_]+(\.[a-z0-9_]+)*(\.\*)?)$/, 'a type such as payment.settled, a prefix such as payment.*, or *')

const members = {
  account: Id.optional().describe("Only events of this account and those below it; defaults to the key's account"),
  subscription: Id.optional().describe('Only this one'),
  eventTypes: z.array(Pattern).min(1).max(50).optional(),
  states: z.array(EndedState).min(1).max(4).optional().describe('Only notifications in these states; not for what is missing'),
}

export const CreateReplay = z
  .strictObject({
    filter: z.strictObject({
      ...members,
      from: Instant.describe('Published at or after'),
      to: Instant.describe('Published before; what is younger than about ten seconds is left out'),
    }),
    include: ReplayInclude,
    dryRun: z.boolean().default(false).describe('Counts what would be replayed, and replays nothing'),
    ratePerSecond: z.int().min(1).max(10_000).default(50).describe('How many notifications to replay in a second, at most'),
    reason: z.string().trim().min(1).max(500).describe('Kept with the replay and in the audit'),
  })
  .meta({ id: 'CreateReplay' })

export const Replay = z
  .object({
    id: z.string(),
    account: z.string().describe('Whose reach it has: of the key that began it'),
    project: z.string().nullable().describe('The project that this key was bound to'),
    environment: z.enum(['test', 'live']),
    filter: z.object({ ...members, from: Instant, to: Instant }),
    include: ReplayInclude,
    dryRun: z.boolean(),
    ratePerSecond: z.int(),
    reason: z.string(),
    state: ReplayState,
    phase: z.enum(['selecting', 'replaying']).describe('First all are counted, then they are replayed'),
    selected: z.int().describe('How many it has found'),
    replayed: z.int().describe('Rounds it has opened, and notifications it has made'),
    skipped: z.int().describe('Found, and not to be replayed any more when it was their turn'),
    failed: z.int().describe('Events of which nobody could say who is owed them'),
    goneUntil: Instant.nullable().describe(
      'Some of what was published before this was gone when it began, and is not replayed: retention had removed it. Null when nothing of the range was',
    ),
    expectedEndAt: Instant.nullable().describe('At its rate; null while it is not replaying'),
    createdAt: Instant,
    updatedAt: Instant,
    endedAt: Instant.nullable(),
    workflow: z.object({ id: z.string(), url: z.string().nullable() }).describe('With its page in the Temporal UI'),
  })
  .meta({ id: 'Replay' })
export type Replay = z.infer<typeof Replay>

export const ReplayPage = pageOf(Replay).meta({ id: 'ReplayPage' })
export const ReplayQuery = z.strictObject({ limit: Limit, cursor: Cursor, account: Id.optional(), state: ReplayState.optional() })
