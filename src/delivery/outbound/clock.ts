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
  const timed = ({ dnsMs, connectMs, tlsMs }: DialTimings, firstByteAt: number | null): Answer['timings'] => ({
    dnsMs,
    connectMs,
    tlsMs,
    firstByteMs: firstByteAt === null ? null : toMs(firstByteAt - startedAt),
    totalMs: toMs(performance.now() - startedAt),
  })
  return {
    deadline: startDeadline(deadlineMs),
    finish: (exchanged, { address, timings: dialled }) => {
      const timings = timed(dialled, exchanged.firstByteAt)
      if (exchanged.kind === 'response') {
        const { firstByteAt: _, ...answered } = exchanged
        return { ...answered, timings, address }
      }
      const { kind, reason } = exchanged
      return { kind: kind === 'unsent' ? 'unreachable' : kind, reason, timings, address }
    },
    fail: ({ kind, reason }, { address, timings } = nowhere) => ({ kind, reason, timings: timed(timings, null), address }),
  }
}

/** Tenths of a millisecond are all an integrator can use. */
export const toMs = (ms: number): number => Math.round(ms * 10) / 10
