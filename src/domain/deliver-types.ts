/** What the workflow `deliver` and its activity say to each other. Ids only: never a body, a URL path or a secret. */

export interface Member {
  readonly id: string
  /** Number of the next attempt; attempts are counted over all rounds. */
  readonly from: number
  readonly firstDelayMs: number
  /** What the wait is for, when it is not the first attempt. */
  readonly note?: string
  /** Goes with a member that leaves its set. */
  readonly asked?: Asked
}

export interface DeliverInput {
  readonly notifications: readonly Member[]
}

/** What a signal, a cancellation in Temporal or a reset asks for. */
export interface Asked {
  /** Set when a replay or a reset run opens the next round: opening is done once for each token. */
  readonly openRound?: string
  readonly cancel?: string
  readonly hold?: boolean
  /** The attempt of this number does not wait for the schedule. */
  readonly retryNow?: number
}

/** One notification the workflow wants attempted, or steered, now. */
export interface Ask extends Asked {
  readonly notification: string
  readonly number: number
}

export interface AttemptDueInput {
  readonly asks: readonly Ask[]
  /** Whether the workflow owns a set: then what waits long, fails or is worth a look leaves it. */
  readonly set: boolean
}

/** What an operator finds a workflow by. */
export interface Labels {
  readonly account: string
  readonly subscription: string
  readonly event: string
  readonly eventType: string
  readonly host: string
}

export type StopState = 'exhausted' | 'gone' | 'cancelled'

/**
 * What becomes of a notification after a turn. `alone` says that it leaves the set for a workflow of its own; the note
 * is for the operator, and delivered members of a set go without.
 */
export type Decision =
  | { readonly kind: 'delivered'; readonly number: number; readonly note?: string }
  | { readonly kind: 'retry'; readonly number: number; readonly delayMs: number; readonly note: string; readonly alone?: Labels }
  | { readonly kind: 'hold'; readonly number: number; readonly note: string; readonly alone?: Labels }
  | { readonly kind: 'stop'; readonly number: number; readonly state: StopState; readonly note: string; readonly alone?: Labels }
  | { readonly kind: 'released'; readonly note: string }

export interface DeliverActivities {
  /** Decisions in the order of the asks. */
  attemptDue(input: AttemptDueInput): Promise<Decision[]>
  /** Asks Temporal to cancel the workflow that calls it. */
  requestCancel(): Promise<void>
}

export interface DeliverResult {
  readonly delivered: number
  /** Went on in workflows of their own. */
  readonly moved: number
  /** Owned by another workflow by now. */
  readonly released: number
}
