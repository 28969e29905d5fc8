import type { Judgement, Schedule } from './delivery-types.js'
import { parseRetryAfter } from './retry-after.js'
import { isAfter, nextAttempt } from './schedule.js'

export type AttemptDecision =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'retry'; readonly dueAt: Date }
  | { readonly kind: 'exhausted' }
  | { readonly kind: 'gone' }

/** What is still owed when an attempt has ended; `roundAttempt` counts the attempts of this round, the ended one included. */
export interface OwedRound {
  readonly schedule: Schedule
  readonly roundAttempt: number
  readonly roundStartedAt: Date
  readonly retryAfter?: string | undefined
  /** No attempt starts later. */
  readonly deadlineAt?: Date | undefined
  /** What the receiver refused has been mended: the next attempt need not wait, nor be one of the schedule's. */
  readonly mended?: boolean | undefined
  /** What the times of the schedule are multiplied by. */
  readonly factor: number
}

/** What follows from an attempt that ended at `now`; `random`, 0 to 1, places the next one within the jitter. */
export function decide(judgement: Judgement, owed: OwedRound, { now, random }: { now: Date; random: number }): AttemptDecision {
  if (judgement.outcome === 'confirmed') return { kind: 'delivered' }
  if (judgement.status === 410) return { kind: 'gone' }
  if (owed.mended && !isAfter(now, owed.deadlineAt)) return { kind: 'retry', dueAt: now }
  return nextAttempt(owed.schedule, {
    attempt: owed.roundAttempt,
    firstAt: owed.roundStartedAt,
    now,
    deadlineAt: owed.deadlineAt,
    factor: owed.factor,
    retryAfterMs: askedWaitMs([{ status: judgement.status, retryAfter: owed.retryAfter }], now),
    random,
  })
}

/** An answer of a receiver, as far as it says when to come again. */
export interface Asking {
  readonly status: number | null
  readonly retryAfter: string | undefined
}

/** How long the answers ask to wait, in milliseconds: the longest; undefined when none asks, or none that may. */
export function askedWaitMs(answers: readonly Asking[], now: Date): number | undefined {
  const waits = answers.flatMap(({ status, retryAfter }) => (honoursRetryAfter(status) ? [parseRetryAfter(retryAfter, now)] : []))
  const asked = waits.filter((wait) => wait !== undefined)
  return asked.length > 0 ? Math.max(...asked) : undefined
}

const honoursRetryAfter = (status: number | null): boolean =>
  status !== null && (status >= 500 || status === 408 || status === 425 || status === 429)
