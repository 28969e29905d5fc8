import { z } from 'zod'
import { Cursor, Instant, Limit, pageOf } from './common.js'

export const NotificationState = z.enum(['pending', 'retrying', 'held', 'delivered', 'exhausted', 'cancelled', 'gone'])
export const Outcome = z.enum(['confirmed', 'unconfirmed', 'failed', 'timeout', 'unreachable', 'refused'])

export const Notification = z
  .object({
    id: z.string(),
    event: z.string(),
    eventType: z.string(),
    account: z.string().describe('Owner of the subscription'),
    eventAccount: z.string().describe('The account that the event happened in: the same or one below'),
    subscription: z.string(),
    test: z.boolean().describe('Its event is marked as a test'),
    state: NotificationState,
    attempts: z.int().describe('Attempts made so far, over all rounds'),
    round: z.int().describe('1, and one more with each replay'),
    nextAttemptAt: Instant.nullable(),
    lastOutcome: Outcome.nullable(),
    lastStatus: z.int().nullable().describe('HTTP status of the last attempt'),
    endReason: z
      .string()
      .nullable()
      .describe(
        'Why it ended, where its attempts do not say: "erased" with the subject of its event, "payload_gone", or "deadline": that of its subscription had passed',
      ),
    createdAt: Instant,
    updatedAt: Instant,
    workflow: z
      .object({ id: z.string(), url: z.string().nullable() })
      .nullable()
      .describe('The workflow that owns it, with its page in the Temporal UI'),
  })
  .meta({ id: 'Notification' })
export type Notification = z.infer<typeof Notification>

export const NotificationPage = pageOf(Notification).meta({ id: 'NotificationPage' })
export const NotificationQuery = z.strictObject({
  limit: Limit,
  cursor: Cursor,
  state: NotificationState.optional(),
  subscription: z.string().max(64).optional(),
  account: z.string().max(64).optional(),
  event: z.string().max(128).optional(),
  eventType: z.string().max(128).optional(),
  after: Instant.optional(),
  before: Instant.optional(),
})

const Headers = z.record(z.string(), z.string())
export const Attempt = z
  .object({
    number: z.int(),
    round: z.int(),
    startedAt: Instant,
    timings: z.object({
      dnsMs: z.number().nullable(),
      connectMs: z.number().nullable(),
      tlsMs: z.number().nullable(),
      firstByteMs: z.number().nullable(),
      totalMs: z.number(),
    }),
    address: z.string().nullable().describe('The address that was dialled'),
    request: z.object({ headers: Headers.describe('Secrets masked') }),
    response: z
      .object({
        status: z.int(),
        headers: Headers,
        body: z.string().describe('First 16 KiB, base64; empty when it is removed'),
        bodyRemoved: z.boolean(),
        bodyTruncated: z.boolean(),
      })
      .nullable(),
    outcome: Outcome,
    reason: z.string().describe('What an integrator should know: for example "HTTP 503" or "TLS: certificate has expired"'),
    decision: z.enum(['delivered', 'retry', 'hold', 'exhausted', 'gone', 'cancelled']),
    nextAttemptAt: Instant.nullable(),
    duplicate: z.boolean().describe('Another attempt with the same number was recorded first'),
    replay: z.string().nullable().describe('The bulk replay that opened its round'),
  })
  .meta({ id: 'Attempt' })
export type Attempt = z.infer<typeof Attempt>
export const AttemptList = z.object({ items: z.array(Attempt) }).meta({ id: 'AttemptList' })

/** What the workflow itself answers to the query `progress`. */
export const Progress = z.object({
  open: z.array(z.object({ notification: z.string(), attempt: z.int(), dueAt: Instant.nullable(), held: z.boolean(), note: z.string() })),
})
export type Progress = z.infer<typeof Progress>

export const WorkflowView = z
  .object({
    workflowId: z.string(),
    runId: z.string(),
    status: z.string().describe("Temporal's own word: RUNNING, COMPLETED, FAILED, CANCELLED …"),
    startedAt: Instant,
    closedAt: Instant.nullable(),
    historyLength: z.int(),
    url: z.string().nullable(),
    progress: Progress.nullable(),
    progressError: z.string().nullable().describe('Why there is no progress, for example that no worker answered'),
  })
  .meta({ id: 'WorkflowView' })
export type WorkflowView = z.infer<typeof WorkflowView>

export const CancelNotification = z
  .strictObject({ reason: z.string().max(200).optional().describe('Kept in the audit trail, and nowhere else') })
  .optional()
