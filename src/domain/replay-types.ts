/** What a replay of many notifications, its workflow and its activities say to each other. Types only. */

export type ReplayInclude = 'failed' | 'missing' | 'all'
export type ReplayState = 'running' | 'paused' | 'completed' | 'cancelled'
export type ReplayPhase = 'selecting' | 'replaying'

export interface ReplayCounts {
  readonly selected: number
  readonly replayed: number
  readonly skipped: number
  readonly failed: number
}

export interface BulkReplayInput {
  readonly replay: string
}

/** What the workflow does next. The note is for the operator who looks at the timer. */
export type AfterPage =
  | { readonly kind: 'more'; readonly delayMs: number; readonly note: string }
  | { readonly kind: 'paused' }
  | { readonly kind: 'ended'; readonly state: 'completed' | 'cancelled'; readonly counts: ReplayCounts }

export interface ReplayActivities {
  /** Deals with the next page, once: what it did and how far it came are committed together. */
  replayPage(input: BulkReplayInput): Promise<AfterPage>
  /** Ends a replay that Temporal was asked to cancel. */
  cancelReplay(input: BulkReplayInput): Promise<void>
}
