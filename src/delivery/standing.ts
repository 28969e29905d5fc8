import type { OwedRow } from '../db/load-owed.js'
import type { Ask, Decision, Labels } from '../domain/deliver-types.js'
import { unconfirmed } from '../domain/judge.js'
import { deadlineOf, isAfter } from '../domain/schedule.js'

/** Where a notification stands when it is asked for: what to do before, or instead of, an attempt. */
export type Standing =
  | { readonly kind: 'settled'; readonly decision: Decision }
  | { readonly kind: 'open-round'; readonly token: string }
  | { readonly kind: 'close'; readonly state: 'cancelled' | 'gone' | 'exhausted'; readonly note: string; readonly endReason?: string }
  | { readonly kind: 'recover'; readonly note: string }
  | { readonly kind: 'hold'; readonly by: 'subscription' | 'operator'; readonly note: string }
  | { readonly kind: 'owed'; readonly number: number }

interface Moment {
  /** The workflow that asks. */
  readonly owner: string
  readonly now: Date
  /** What deadlines are multiplied by. */
  readonly factor: number
}

/** Pure. */
export function standingOf(row: OwedRow | undefined, ask: Ask, { owner, now, factor }: Moment): Standing {
  if (!row) return settled({ kind: 'released', note: 'no such notification' })
  if (ask.openRound !== undefined && row.roundToken !== ask.openRound) return { kind: 'open-round', token: ask.openRound }
  const over = closedDecision(row, ask, owner) ?? ownedElsewhere(row, { owner, now })
  return over ? settled(over) : (steeredStanding(ask) ?? attemptStanding(row, ask, { owner, now, factor }))
}

/**
 * A set lets go of what has left it. A workflow of its own takes over what is its; the set starts it once more,
 * because the turn in which it left may never have reached Temporal.
 */
function ownedElsewhere(row: OwedRow, { owner, now }: { owner: string; now: Date }): Decision | undefined {
  if (!isSet(owner) || row.workflowId === null || row.workflowId === owner) return undefined
  if (row.workflowId === row.id) return { ...recordedDecision(row, now), alone: labelsOf(row) }
  return { kind: 'released', note: `owned by ${row.workflowId}` }
}

function steeredStanding(ask: Ask): Standing | undefined {
  if (ask.cancel !== undefined) return { kind: 'close', state: 'cancelled', note: ask.cancel }
  return ask.hold === true ? { kind: 'hold', by: 'operator', note: 'held by an operator' } : undefined
}

function attemptStanding(row: OwedRow, ask: Ask, { owner, now, factor }: Moment): Standing {
  // A round is opened in a turn of its own: its first attempt is then asked for, and joined, like any other.
  const recorded = ask.openRound !== undefined || row.attempts >= ask.number
  if (recorded) return settled(recordedDecision(row, now))
  const standing = subscriptionStanding(row)
  const isOthers = standing.kind === 'owed' && row.isFailing && owner !== recoveryOf(row.subscription)
  if (isOthers) return { kind: 'recover', note: 'its endpoint is failing: held for the recovery' }
  const late = standing.kind === 'owed' && isAfter(now, deadlineOf(row, factor))
  return late ? { kind: 'close', state: 'exhausted', note: 'the deadline has passed', endReason: 'deadline' } : standing
}

function subscriptionStanding(row: OwedRow): Standing {
  if (row.body === '') return { kind: 'close', state: 'cancelled', note: 'the payload is removed', endReason: 'payload_gone' }
  if (row.subscriptionState === 'active' || row.subscriptionState === 'draining') return { kind: 'owed', number: row.attempts + 1 }
  if (row.subscriptionState === 'deleted') return { kind: 'close', state: 'gone', note: 'the subscription was deleted' }
  return { kind: 'hold', by: 'subscription', note: `the subscription is ${row.subscriptionState}` }
}

function closedDecision(row: OwedRow, ask: Ask, owner: string): Decision | undefined {
  if (row.state === 'delivered') return deliveredDecision(row.attempts + 1, noteOf(row), owner)
  if (row.state !== 'exhausted' && row.state !== 'gone' && row.state !== 'cancelled') return undefined
  return {
    kind: 'stop',
    number: row.attempts + 1,
    state: row.state,
    note: row.state === 'cancelled' ? (ask.cancel ?? 'cancelled') : noteOf(row),
  }
}

/** The attempt asked for was made already: its decision is in the row. A held one is asked for when it is resumed. */
function recordedDecision(row: OwedRow, now: Date): Extract<Decision, { kind: 'retry' }> {
  const delayMs = row.nextAttemptAt === null ? 0 : Math.max(0, row.nextAttemptAt.getTime() - now.getTime())
  return { kind: 'retry', number: row.attempts + 1, delayMs, note: noteOf(row) }
}

const settled = (decision: Decision): Standing => ({ kind: 'settled', decision })

/** What the last attempt came to, for the operator to read on the timer. */
function noteOf({ lastStatus, lastOutcome, state }: OwedRow): string {
  if (lastStatus === null) return lastOutcome ?? state
  return lastOutcome === 'unconfirmed' ? unconfirmed(lastStatus) : `HTTP ${String(lastStatus)}`
}

/** In a set, where there are many, without the note: it would be read by nobody and kept for each. */
export const deliveredDecision = (number: number, note: string, owner: string): Decision =>
  isSet(owner) ? { kind: 'delivered', number } : { kind: 'delivered', number, note }

/** The workflow that attempts what is owed to a failing subscription. */
export const recoveryOf = (subscription: string): string => `recover_${subscription}`

/** The workflow that a notification waits in when this one has asked for it: a recovery attempts what others own. */
export const keeperOf = (row: OwedRow, owner: string): string => (owner === recoveryOf(row.subscription) ? row.id : owner)

/** Whether a workflow id is that of a set of notifications. */
export const isSet = (workflowId: string): boolean => workflowId.startsWith('batch_')

/** The workflow that owns a notification after it has left a set. */
export const labelsOf = (row: OwedRow): Labels => ({
  account: row.accountId,
  subscription: row.subscription,
  event: row.event,
  eventType: row.eventType,
  host: row.host,
})

/** Marks a decision as leaving the set: what waits longer than `ownAfterMs`, is held or ends otherwise than delivered. */
export function leaving(decision: Decision, row: OwedRow, ownAfterMs: number): Decision {
  if (decision.kind === 'delivered' || decision.kind === 'released' || decision.alone) return decision
  if (decision.kind === 'retry' && decision.delayMs <= ownAfterMs) return decision
  return { ...decision, alone: labelsOf(row) }
}
