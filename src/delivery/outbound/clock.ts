import type { Answer } from '../../domain/delivery-types.js'
import { notRegistered, type Pin } from '../../domain/pinning.js'
import { type Deadline, startDeadline } from './deadline.js'
import type { Exchanged } from './exchange.js'

/** Milliseconds of the steps of a fresh connection; null for a step that was not taken. */
export interface DialTimings {
  readonly dnsMs: number | null
  readonly connectMs: number | null
  readonly tlsMs: number | null
}

export interface Failure {
  readonly kind: 'timeout' | 'unreachable' | 'refused'
  readonly reason: string
  /** No address of the host is registered. */
  readonly unregistered?: true
}

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

/** Starts the clock, and the deadline with it. Where `pin` says `warn`, answers of addresses that are not registered say so. */
export function startClock(deadlineMs: number, pin?: Pin): Clock {
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
      const reached = { timings: timed(dialled, exchanged.firstByteAt), address, ...remarkOn(address, pin) }
      if (exchanged.kind === 'response') {
        const { firstByteAt: _, ...answered } = exchanged
        return { ...answered, ...reached }
      }
      const { kind, reason } = exchanged
      return { kind: kind === 'unsent' ? 'unreachable' : kind, reason, ...reached }
    },
    fail: ({ kind, reason, unregistered }, { address, timings } = nowhere) => ({
      ...{ kind, reason, timings: timed(timings, null), address },
      ...(unregistered ? { unregistered } : remarkOn(address, pin)),
    }),
  }
}

const remarkOn = (address: string | null, pin: Pin | undefined): { readonly unregistered?: true } =>
  pin?.mode === 'warn' && address !== null && notRegistered([address], pin).length > 0 ? { unregistered: true } : {}

/** Tenths of a millisecond are all an integrator can use. */
export const toMs = (ms: number): number => Math.round(ms * 10) / 10
