/** What the recovery of a failing subscription, its workflow and its activity say to each other. Types only. */

export interface RecoveryInput {
  readonly subscription: string
  /** How many of those held are attempted at a time: 1 is a probe. */
  readonly batch: number
  /** Somebody wants this one attempted now. */
  readonly first?: string
  /** Those up to this one have had their turn; it is begun anew after the last. */
  readonly after?: string
}

/** What the workflow does next. The note is for the operator who looks at the timer. */
export type AfterTurn =
  | { readonly kind: 'ended' }
  | { readonly kind: 'go-on'; readonly batch: number; readonly delayMs: number; readonly note: string; readonly after?: string }

export interface RecoveryActivities {
  /** Probes when it is time, or drains a batch, oldest first. */
  recoverTurn(input: RecoveryInput): Promise<AfterTurn>
}
