import type { RetentionCounts } from './retention.js'

/** How far an application of retention has come: what its workflow keeps from run to run. */
export interface ApplyRetentionInput {
  /** The last account that was dealt with. */
  readonly after?: string
  readonly removed?: RetentionCounts
}

export interface RetentionTurn {
  readonly removed: RetentionCounts
  /** The last account that was dealt with; null when there are no more. */
  readonly after: string | null
}

/** What the workflow asks of the node. */
export interface RetentionActivities {
  removeExpired(input: { readonly after: string }): Promise<RetentionTurn>
}
