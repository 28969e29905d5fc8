import type { Permit } from './admission-types.js'
import type { Pace } from './pace.js'

/** What bounds the open attempts of a node, an account, a host or a subscription. */
export interface Gate {
  readonly key: string
  most: number
  /** The most when its receiver copes. */
  ceiling: number
  open: number
  /** The lines that have it to pass, wherever they wait. */
  lines: number
  /** How many went in a row because they are attended. */
  inARow: number
  pace?: Pace | undefined
  /** It is looked at again when its pace lets the next one go. */
  timer?: NodeJS.Timeout | undefined
  attended?: Set<WaitingLine>
  others?: Set<WaitingLine>
}

export interface Waiter {
  readonly attended: boolean
  /** It is one of the next to go. */
  readonly near: (() => void) | undefined
  readonly grant: (permit: Permit) => void
}

/** Those of one subscription that wait: the attended before the others, each kind in order of arrival. */
export interface WaitingLine {
  readonly subscription: string
  readonly gates: readonly Gate[]
  readonly size: number
  /** Whether one that is attended waits. */
  readonly isAttended: boolean
  readonly add: (waiter: Waiter) => void
  readonly take: () => Waiter | undefined
  /** Tells so many of each kind that they are near, once. */
  readonly tell: (count: number) => void
  /** The gate it waits at, and in which of its lanes. */
  parked: { readonly at: number; readonly attended: boolean } | undefined
}
