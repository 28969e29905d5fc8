import type { AttemptDecision } from './decide.js'
import type { Outcome, Schedule } from './delivery-types.js'
import { jitter } from './schedule.js'
import { timingOf } from './schedules.js'

/** The attempts of a subscription that have failed in a row. */
export interface Failures {
  readonly count: number
  /** When the first of them began, in milliseconds since the epoch. */
  readonly since: number
}

/** Undefined after a confirmation: none has failed. */
export function afterOutcome(before: Failures | undefined, outcome: Outcome, beganAt: number): Failures | undefined {
  if (outcome === 'confirmed') return undefined
  return before ? { count: before.count + 1, since: Math.min(before.since, beganAt) } : { count: 1, since: beganAt }
}

const LONG_ENOUGH_MS = 10_000

/** Whether so many failures in a row, over more than a moment, mean that the endpoint is failing; `most` 0: never. */
export const isFailing = ({ count, since }: Failures, { most, now }: { most: number; now: number }): boolean =>
  most > 0 && count >= most && now - since >= LONG_ENOUGH_MS

const LONGEST_PROBE_SECONDS = 300

/** What decides when a failing endpoint is probed again. */
export interface ProbePosition {
  /** Probes that have failed, from 1. */
  readonly probes: number
  readonly retryAfterMs: number | undefined
  /** 0 to 1. */
  readonly random: number
  /** What the times of schedules are multiplied by. */
  readonly factor: number
}

/** Milliseconds until the next probe: as on the schedule, every five minutes at least, and never before what the receiver asks for. */
export function probeDelayMs(schedule: Schedule, { probes, retryAfterMs = 0, random, factor }: ProbePosition): number {
  const { delaysSeconds } = timingOf(schedule)
  const seconds = Math.min(delaysSeconds[probes - 1] ?? LONGEST_PROBE_SECONDS, LONGEST_PROBE_SECONDS)
  const jittered = seconds * 1_000 * factor * (1 + jitter * (2 * random - 1))
  return Math.round(Math.max(jittered, retryAfterMs))
}

/** How long a notification is attempted at all, in seconds after its first attempt: its end is no later for being held. */
export function spanSeconds(schedule: Schedule): number {
  const { delaysSeconds, endSeconds } = timingOf(schedule)
  return endSeconds ?? delaysSeconds.reduce((sum, delay) => sum + delay * (1 + jitter), 0)
}

/** Probes are more than the attempts of a schedule: they use none of them up, and what is held ends when its time is over. */
export const whileHeld = (decided: AttemptDecision, now: Date): AttemptDecision =>
  decided.kind === 'exhausted' ? { kind: 'retry', dueAt: now } : decided

const ofTheMessage: readonly (number | null)[] = [400, 409, 413, 415, 422]

/** Whether a receiver refuses messages for what they are: it works, and others would not fare like them. */
export const isOfTheMessages = (statuses: readonly (number | null)[]): boolean =>
  statuses.length > 0 && statuses.every((status) => ofTheMessage.includes(status))

/** How a batch went. */
export interface Drained {
  readonly batch: number
  readonly confirmed: number
  readonly attempted: number
  readonly tookMs: number
}

const LARGEST_BATCH = 64
const SLOW_MS = 30_000
/** However slow: answers that take long are waited for side by side. */
const LEAST_SLOW_BATCH = 8

/** A ramp: twice as many after a batch that was confirmed as a whole in good time, half as many otherwise, 8 at least if it was but slow; 0: back to probing. */
export function nextBatch({ batch, confirmed, attempted, tookMs }: Drained): number {
  if (confirmed === 0) return 0
  const [half, twice] = [Math.floor(batch / 2), Math.min(LARGEST_BATCH, 2 * batch)]
  if (confirmed < attempted) return Math.max(1, half)
  return tookMs > SLOW_MS ? Math.max(half, Math.min(LEAST_SLOW_BATCH, twice)) : twice
}
