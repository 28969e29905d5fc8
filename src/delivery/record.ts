import type { OwedRow } from '../db/load-owed.js'
import type { AttemptRow, Recorded } from '../db/record-attempt.js'
import type { AttemptDecision } from '../domain/decide.js'
import type { Decision } from '../domain/deliver-types.js'
import type { Answer, Judgement, NotificationState } from '../domain/delivery-types.js'
import { maxKeptBytes } from './outbound/limits.js'
import { maskedHeaders } from './credentials.js'
import type { SignedRequest } from './sign.js'
import { deliveredDecision, isSet, keeperOf, leaving, recoveryOf } from './standing.js'

/** An attempt that has ended, and what was decided. */
export interface EndedAttempt {
  readonly owed: OwedRow
  readonly number: number
  readonly owner: string
  readonly startedAt: Date
  readonly endedAt: Date
  readonly roundStartedAt: Date
  readonly request: SignedRequest
  readonly answer: Answer
  readonly judgement: Judgement
  /** What the receiver refused has been mended: the attempt was not one of the schedule's, and the next one follows at once. */
  readonly mended: boolean
  readonly decided: AttemptDecision
}

export type RecordAttempt = (ended: EndedAttempt) => Promise<Decision>

export interface RecordDeps {
  readonly write: (row: AttemptRow) => Promise<Recorded>
  /** After the commit: the log line, the metrics, what a 410 does to the subscription. */
  readonly onRecorded: (ended: EndedAttempt, recorded: Recorded) => void
  readonly clock: () => Date
  readonly sleep: (ms: number) => Promise<void>
  readonly ownWorkflowAfterMs: number
}

/** After a POST the record is retried for this long before the attempt may be repeated (design: a duplicate is worse than a wait). */
const PATIENCE_MS = 30_000
const PAUSE_MS = 250

/** Writes the attempt with the notification's state and next time, and turns it into what the workflow does next. */
export const createRecord =
  (deps: RecordDeps): RecordAttempt =>
  async (ended) => {
    const decision = forOwner(ended, toDecision(ended), deps.ownWorkflowAfterMs)
    const owner = 'alone' in decision ? ended.owed.id : keeperOf(ended.owed, ended.owner)
    const recorded = await writePatiently(deps, toRow(ended, owner))
    deps.onRecorded(ended, recorded)
    if (recorded.won && recorded.state === stateAfter(ended.decided)) return decision
    if (recorded.state === 'cancelled' || recorded.state === 'gone') {
      return forOwner(
        ended,
        { kind: 'stop', number: ended.number + 1, state: recorded.state, note: recorded.state },
        deps.ownWorkflowAfterMs,
      )
    }
    if (recorded.won && recorded.state === 'held') return forOwner(ended, heldDecision(ended, recorded, decision), deps.ownWorkflowAfterMs)
    // Another attempt of the same number decided, or the next round was opened: what it recorded is read at the next turn.
    return { kind: 'retry', number: ended.number, delayMs: 0, note: 'a duplicate attempt was recorded first' }
  }

/**
 * What its subscription holds may be its recovery's: the workflow asks at once whether it is to wait. A hold that was there
 * before the attempt is over and about to be taken away: then the schedule goes on.
 */
function heldDecision(ended: EndedAttempt, { heldBy }: Recorded, decision: Decision): Decision {
  const number = ended.number + 1
  if (heldBy === 'operator') return { kind: 'hold', number, note: 'held' }
  return ended.owed.state === 'held' ? decision : { kind: 'retry', number, delayMs: 0, note: 'held' }
}

async function writePatiently(deps: RecordDeps, row: AttemptRow): Promise<Recorded> {
  const giveUpAt = deps.clock().getTime() + PATIENCE_MS
  for (;;) {
    try {
      return await deps.write(row)
    } catch (error) {
      if (deps.clock().getTime() >= giveUpAt) throw error
      await deps.sleep(PAUSE_MS)
    }
  }
}

const forOwner = ({ owner, owed }: EndedAttempt, decision: Decision, ownAfterMs: number): Decision =>
  isSet(owner) ? leaving(decision, owed, ownAfterMs) : decision

function toDecision({ decided, number, endedAt, judgement, owner }: EndedAttempt): Decision {
  const next = number + 1
  if (decided.kind === 'delivered') return deliveredDecision(next, judgement.reason, owner)
  if (decided.kind === 'retry')
    return { kind: 'retry', number: next, delayMs: decided.dueAt.getTime() - endedAt.getTime(), note: judgement.reason }
  return { kind: 'stop', number: next, state: decided.kind, note: `${judgement.reason} (attempt ${String(number)})` }
}

const stateAfter = (decided: AttemptDecision): NotificationState => (decided.kind === 'retry' ? 'retrying' : decided.kind)

function toRow(ended: EndedAttempt, workflowId: string): AttemptRow {
  const { owed, number, answer, judgement, decided, request } = ended
  const response = answer.kind === 'response' ? answer : undefined
  return {
    notification: owed.id,
    accountId: owed.accountId,
    number,
    round: owed.round,
    roundStartedAt: ended.roundStartedAt,
    startedAt: ended.startedAt,
    endedAt: ended.endedAt,
    timings: answer.timings,
    address: answer.address,
    requestHeaders: JSON.stringify({ ...request.headers, ...maskedHeaders(request.credentials) }),
    status: response?.status ?? null,
    responseHeaders: response ? JSON.stringify(response.headers) : null,
    ...toStoredBody(response),
    outcome: judgement.outcome,
    reason: judgement.reason,
    decision: decided.kind,
    nextAttemptAt: decided.kind === 'retry' ? decided.dueAt : null,
    state: stateAfter(decided),
    workflowId,
    unscheduled: ended.mended || ended.owner === recoveryOf(owed.subscription) ? 1 : 0,
    keptBody: decided.kind === 'retry' ? request.keptBody : null,
  }
}

/** Of a body that had to confirm, more was read than is kept. */
function toStoredBody(response: Extract<Answer, { kind: 'response' }> | undefined): Pick<AttemptRow, 'responseBody' | 'bodyTruncated'> {
  if (!response) return { responseBody: null, bodyTruncated: false }
  const { body, bodyTruncated, bodyLate = false } = response
  if (body.length <= maxKeptBytes) return { responseBody: body, bodyTruncated: bodyTruncated || bodyLate }
  return { responseBody: body.subarray(0, maxKeptBytes), bodyTruncated: true }
}
