import type { NotificationState } from './delivery-types.js'
import type { ReplayCounts, ReplayInclude, ReplayPhase, ReplayState } from './replay-types.js'

/** Ended otherwise than delivered. */
export const failedStates = ['exhausted', 'cancelled', 'gone'] as const satisfies readonly NotificationState[]
export const endedStates = ['delivered', ...failedStates] as const satisfies readonly NotificationState[]
export type EndedState = (typeof endedStates)[number]

/** The states of the notifications that a replay takes; of those it names none that it would not take. */
export function statesToReplay(include: Exclude<ReplayInclude, 'missing'>, asked: readonly EndedState[] | undefined): EndedState[] {
  const possible: readonly EndedState[] = include === 'failed' ? failedStates : endedStates
  return possible.filter((state) => asked === undefined || asked.includes(state))
}

/** Why the states that were asked for do not go with what is to be included; undefined when they do. */
export function refuseStates(include: ReplayInclude, asked: readonly EndedState[] | undefined): string | undefined {
  if (asked === undefined) return undefined
  if (include === 'missing') return 'what is missing has no state: leave states out'
  return statesToReplay(include, asked).length === asked.length ? undefined : 'delivered ones are replayed with include "all"'
}

const MAX_PAGE = 1_000
const SELECTING_PAGE = 5_000

/** Items that one transaction deals with: about a second's worth, so that a change of mind holds within a second. */
export const pageSize = (phase: ReplayPhase, ratePerSecond: number): number =>
  phase === 'selecting' ? SELECTING_PAGE : Math.min(ratePerSecond, MAX_PAGE)

/** Until the next page, in milliseconds, so that no more than the rate is replayed. */
export const pauseAfter = ({ items, ratePerSecond, tookMs }: { items: number; ratePerSecond: number; tookMs: number }): number =>
  Math.max(0, Math.ceil((items * 1000) / ratePerSecond - tookMs))

export interface ReplayProgress extends ReplayCounts {
  readonly state: ReplayState
  readonly phase: ReplayPhase
  readonly dryRun: boolean
  readonly ratePerSecond: number
}

/** When it will have dealt with all it has selected, should nothing hold it up; undefined while that is not known, or when it is not running. */
export function expectedEnd(progress: ReplayProgress, now: Date): Date | undefined {
  const { state, phase, dryRun, selected, replayed, skipped, failed, ratePerSecond } = progress
  if (state !== 'running' || phase === 'selecting' || dryRun) return undefined
  const left = Math.max(0, selected - replayed - skipped - failed)
  return new Date(now.getTime() + (left * 1000) / ratePerSecond)
}
