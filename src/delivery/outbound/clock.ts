import type { Answer } from '../../domain/delivery-types.js'
import { type Deadline, startDeadline } from './deadline.js'
import type { Exchanged } from './exchange.js'

/** Milliseconds of the steps of a fresh connection; null for a step that was not taken. */
export interface DialTimings {
  readonly dnsMs: number | null
  readonly connectMs: number | null
  readonly tlsMs: number | null
}

export type Failure = { readonly kind: 'timeout' | 'unreachable' | 'refused'; readonly reason: string }

/** How far a dial came. */
export interface Reached {
  readonly address: string | null
  readonly timings: DialTimings
}

/** Measures one POST and turns what came of it into an Answer. */
export interface Clock {
  readonly deadline: Deadline
  finish(exchanged: Exchanged, reached: Reached): Answer
  fail(failure: Failure, reached?: Reached): Answer
}

export const notDialled: DialTimings = { dnsMs: null, connectMs: null, tlsMs: null }
const nowhere: Reached = { address: null, timings: notDialled }

/** Starts the clock, and the deadline with it. */
export function startClock(deadlineMs: number): Clock {
  const startedAt = performance.now()
  const measure = ({ address, timings }: Reached, firstByteAt: number | null): Pick<Answer, 'address' | 'timings'> => ({
    address,
    timings: {
      ...timings,
      firstByteMs: firstByteAt === null ? null : toMs(firstByteAt - startedAt),
      totalMs: toMs(performance.now() - startedAt),
    },
  })
  return {
    deadline: startDeadline(deadlineMs),
    finish: ({ firstByteAt, ...exchanged }, reached) => {
      if (exchanged.kind === 'response') return { ...exchanged, ...measure(reached, firstByteAt) }
      const kind = exchanged.kind === 'unanswered' ? 'unreachable' : exchanged.kind
      return { kind, reason: exchanged.reason, ...measure(reached, firstByteAt) }
    },
    fail: ({ kind, reason }, reached = nowhere) => ({ kind, reason, ...measure(reached, null) }),
  }
}

/** Tenths of a millisecond are all an integrator can use. */
export const toMs = (ms: number): number => Math.round(ms * 10) / 10
