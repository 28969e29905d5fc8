import type { Schedule } from './delivery-types.js'
import { timingOf } from './schedules.js'

/** Where a round stands: `attempt` counts the attempts made in it, the last one included; `random` is 0 to 1. */
export interface RoundPosition {
  readonly attempt: number
  readonly firstAt: Date
  readonly now: Date
  readonly retryAfterMs?: number | undefined
  /** No attempt starts later. */
  readonly deadlineAt?: Date | undefined
  readonly random: number
  /** What the times of the schedule are multiplied by: 1, but in a rehearsal. */
  readonly factor: number
}

export type NextAttempt = { readonly kind: 'retry'; readonly dueAt: Date } | { readonly kind: 'exhausted' }

const secondMs = 1000
/** Delays are as published plus or minus this part of them. */
export const jitter = 0.1

/**
 * When the next attempt is due, or that there is none. Delays run from the end of the last attempt, ±10 %,
 * never shorter than the receiver's Retry-After; what jitter alone would push past the end of the schedule is due at the end.
 */
export function nextAttempt(schedule: Schedule, at: RoundPosition): NextAttempt {
  const { delaysSeconds, endSeconds } = timingOf(schedule)
  const unitMs = secondMs * at.factor
  const delay = delaysSeconds[at.attempt - 1]
  const leftMs = at.firstAt.getTime() + (endSeconds ?? Infinity) * unitMs - at.now.getTime()
  if (delay === undefined || leftMs <= 0) return { kind: 'exhausted' }
  const jitteredMs = delay * unitMs * (1 + jitter * (2 * at.random - 1))
  const waitMs = Math.round(Math.max(Math.min(jitteredMs, leftMs), at.retryAfterMs ?? 0))
  const dueAt = new Date(at.now.getTime() + waitMs)
  return waitMs > leftMs || isAfter(dueAt, at.deadlineAt) ? { kind: 'exhausted' } : { kind: 'retry', dueAt }
}

export const isAfter = (instant: Date, deadline: Date | undefined): boolean => deadline !== undefined && instant > deadline

/** When a notification may be attempted at the latest. */
export interface DeadlineSource {
  readonly createdAt: Date
  readonly round: number
  readonly roundStartedAt: Date | null
  readonly deadlineSeconds: number | null
}

/** Counted from the acceptance of the event, and in the rounds of a replay from their first attempt; undefined: there is none. */
export function deadlineOf({ createdAt, round, roundStartedAt, deadlineSeconds }: DeadlineSource, factor: number): Date | undefined {
  const from = round === 1 ? createdAt : roundStartedAt
  return from === null || deadlineSeconds === null ? undefined : new Date(from.getTime() + deadlineSeconds * secondMs * factor)
}

/** Seconds after the first attempt of a round, as published: without jitter and without the time the attempts take. The first is 0. */
export function timetable(schedule: Schedule): number[] {
  let at = 0
  return [0, ...timingOf(schedule).delaysSeconds.map((delay) => (at += delay))]
}
