import type { Answer, Outcome } from './delivery-types.js'

/** What an attempt says of how much its receiver can bear; undefined: nothing. */
export type Load = 'overloaded' | 'eased'

/** A receiver that says so, or is too slow to say anything, has too much to do; one that confirms can bear more. */
export function loadOf(answer: Answer, outcome: Outcome): Load | undefined {
  if (outcome === 'confirmed') return 'eased'
  const isOverload = answer.kind === 'timeout' || (answer.kind === 'response' && (answer.status === 429 || answer.status === 503))
  return isOverload ? 'overloaded' : undefined
}

/** How many attempts a receiver that was overloaded may have open by now. */
export interface Congestion {
  /** From 1 up to the ceiling; a part of one counts when it is whole. */
  readonly allowed: number
  /** Attempts begun before then say nothing new, in milliseconds of the clock of the caller. */
  readonly halvedAt: number
}

interface Felt {
  /** What a receiver that copes may have open. */
  readonly ceiling: number
  /** When the attempt began. */
  readonly beganAt: number
  readonly now: number
}

/** What a receiver does with less shows after a while: it does not get less again within so many milliseconds. */
const SETTLES_MS = 3_000

/**
 * Halves what may be open when the receiver is overloaded, once for all the attempts that were open then and not again
 * before that shows, and adds one for each round of confirmations. Undefined: it may have all of the ceiling.
 */
export function afterLoad(before: Congestion | undefined, load: Load, { ceiling, beganAt, now }: Felt): Congestion | undefined {
  const allowed = Math.min(before?.allowed ?? ceiling, ceiling)
  if (load === 'overloaded') {
    if (before && (beganAt < before.halvedAt || now < before.halvedAt + SETTLES_MS)) return before
    return { allowed: Math.max(1, allowed / 2), halvedAt: now }
  }
  const eased = allowed + 1 / allowed
  return before && eased < ceiling ? { allowed: eased, halvedAt: before.halvedAt } : undefined
}
