import type { Load } from '../domain/congestion.js'
import type { RateLimit } from '../domain/rate-limit.js'
import type { NodesWithin } from './pace.js'

/** Most open attempts of this node, and of each account, host and subscription in it. */
export interface AdmissionLimits {
  readonly node: number
  readonly account: number
  readonly host: number
  readonly subscription: number
}

export interface Claimant {
  readonly account: string
  readonly subscription: string
  /** Of the receiver, with or without a port. */
  readonly host: string
  /** Somebody is waiting for what it brings: it goes first. */
  readonly attended?: boolean
  /** Of the subscription, over all nodes; null: as this node has it. Undefined: as it was the last time. */
  readonly maxConcurrency?: number | null
  readonly rateLimit?: RateLimit | null
}

export interface Permit {
  /**
   * The receiver has answered, or will not: it can be sent the next one while this one is recorded. With what the attempt says of
   * how much it can bear.
   */
  readonly answered: (load?: Load) => void
  /** The attempt is over. */
  readonly release: () => void
  /** Instead of `release`, when nothing was sent: its place in the rate is another's. */
  readonly withdraw: () => void
}

export interface Admission {
  /**
   * At once when node, account, host and subscription all have room, and otherwise in order of arrival for each subscription:
   * those that are attended before the others (S3-11, S4-18). `near` is called when one that waits is among the next to go to
   * its receiver, at most once.
   */
  admit(claimant: Claimant, near?: () => void): Permit | Promise<Permit>
  /** Undefined when there is no room now: for what need not wait. */
  tryAdmit(claimant: Claimant): Permit | undefined
  readonly open: () => number
  readonly waiting: () => number
}

export interface AdmissionDeps {
  readonly limits: AdmissionLimits
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number
  readonly nodesWithin: NodesWithin
}
