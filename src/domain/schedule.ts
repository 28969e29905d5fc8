import type { Schedule } from './delivery-types.js'

/** Where a round stands: `attempt` counts the attempts made in it, the last one included; `random` is 0 to 1. */
export interface RoundPosition {
  readonly attempt: number
  readonly firstAt: Date
  readonly now: Date
  readonly retryAfterMs?: number | undefined
  readonly random: number
}

export type NextAttempt = { readonly kind: 'retry'; readonly dueAt: Date } | { readonly kind: 'exhausted' }

interface Timing {
  readonly delaysMs: readonly number[]
  /** After the first attempt; no attempt is due later. */
  readonly endMs: number
}

const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const jitter = 0.1

const timings = {
  'payments-72h': {
    delaysMs: [
      ...[10 * secondMs, 30 * secondMs, 2 * minuteMs, 5 * minuteMs, 15 * minuteMs, 30 * minuteMs],
      ...[1, 2, 4, 8, 8, 8, 8, 8, 8, 8, 8].map((hours) => hours * hourMs),
    ],
    endMs: 72 * hourMs,
  },
} as const satisfies Record<Exclude<Schedule['name'], 'custom'>, Timing>

const timingOf = (schedule: Schedule): Timing =>
  schedule.name === 'custom'
    ? { delaysMs: schedule.delaysSeconds.map((seconds) => seconds * secondMs), endMs: Infinity }
    : timings[schedule.name]

/**
 * When the next attempt is due, or that there is none. Delays run from the end of the last attempt, ±10 %,
 * never shorter than the receiver's Retry-After; what jitter alone would push past the end of the schedule is due at the end.
 */
export function nextAttempt(schedule: Schedule, at: RoundPosition): NextAttempt {
  const { delaysMs, endMs } = timingOf(schedule)
  const delayMs = delaysMs[at.attempt - 1]
  const leftMs = at.firstAt.getTime() + endMs - at.now.getTime()
  if (delayMs === undefined || leftMs <= 0) return { kind: 'exhausted' }
  const jitteredMs = delayMs * (1 + jitter * (2 * at.random - 1))
  const waitMs = Math.round(Math.max(Math.min(jitteredMs, leftMs), at.retryAfterMs ?? 0))
  return waitMs > leftMs ? { kind: 'exhausted' } : { kind: 'retry', dueAt: new Date(at.now.getTime() + waitMs) }
}

/** The instants of all attempts of a round, the first included, as published: without jitter and without the time the attempts take. */
export function timetable(schedule: Schedule, firstAt: Date): Date[] {
  let dueMs = firstAt.getTime()
  return [new Date(dueMs), ...timingOf(schedule).delaysMs.map((delayMs) => new Date((dueMs += delayMs)))]
}
