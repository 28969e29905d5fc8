import type { Answer } from '../domain/delivery-types.js'
import { notDialled } from './outbound/clock.js'

/** An answer as an attempt has one that came to nothing. */
export type Unanswered = Exclude<Answer, { kind: 'response' }>

/** Of an attempt that ended before the receiver was dialled; what it took is in milliseconds. */
export const unsent = (kind: Unanswered['kind'], reason: string, totalMs = 0): Unanswered => ({
  kind,
  reason,
  address: null,
  timings: { ...notDialled, firstByteMs: null, totalMs },
})
