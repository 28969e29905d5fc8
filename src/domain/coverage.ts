import type { NotificationState } from './delivery-types.js'
import { compileFilter, type Filter } from './filter.js'
import { type MatchedEvent, type Registration, whyNotRegistered, type WhyNotRegistered } from './matching.js'

/** A subscription as it was for a time. */
export interface SubscriptionVersion extends Registration {
  readonly version: number
  readonly filter: Filter | null
  readonly state: 'created' | 'active' | 'paused' | 'disabled' | 'draining' | 'deleted'
  readonly from: Date
  /** Null: it still is. */
  readonly until: Date | null
}

export interface EventToCover extends MatchedEvent {
  /** Undefined once they are removed. */
  readonly data: unknown
}

/**
 * Why a subscription is not owed an event. `not_recorded`: what it, or the event, was like at the time was not kept;
 * `about_itself`: the event tells of this very endpoint; `simulated`: a test may be for one subscription alone, whatever others match.
 */
export type WhyNot =
  | 'created_later'
  | 'not_recorded'
  | 'about_itself'
  | 'simulated'
  | 'not_activated'
  | 'disabled'
  | 'detached'
  | 'deleted'
  | WhyNotRegistered
  | 'other_data'

/** Why a subscription in this version is not owed an event; undefined when it is. A paused one is: what it is owed is held. */
export const whyNot = (version: SubscriptionVersion, event: EventToCover): WhyNot | undefined =>
  whyNotInState[version.state] ?? whyNotRegistered(version, event) ?? whyNotLetThrough(version, event)

function whyNotLetThrough({ filter }: SubscriptionVersion, { data }: EventToCover): 'other_data' | 'not_recorded' | undefined {
  if (filter === null) return undefined
  if (data === undefined) return 'not_recorded'
  return compileFilter(filter)(data) ? undefined : 'other_data'
}

const whyNotInState: Readonly<Record<SubscriptionVersion['state'], WhyNot | undefined>> = {
  created: 'not_activated',
  active: undefined,
  paused: undefined,
  disabled: 'disabled',
  draining: 'detached',
  deleted: 'deleted',
}

/** What is known of a subscription around the moment of an event, and as it is now, oldest version first. */
export interface SubscriptionHistory {
  readonly createdAt: Date
  readonly versions: readonly SubscriptionVersion[]
}

/** The version in which a subscription was not owed an event; null when there was none at the time. */
export interface Verdict {
  readonly reason: WhyNot
  readonly version: number | null
}

/**
 * Why a subscription has no notification of an event; undefined when it should have one. What decided was the order of
 * two commits, which the times of an event and a change close to it cannot tell: within `closeMs` either may have been first.
 */
export function whyWithout(
  { createdAt, versions }: SubscriptionHistory,
  event: EventToCover & { readonly at: Date },
  closeMs: number,
): Verdict | undefined {
  const at = event.at.getTime()
  const judge = (version: SubscriptionVersion | undefined): Verdict | undefined => {
    if (!version) return { reason: createdAt.getTime() + closeMs < at ? 'not_recorded' : 'created_later', version: null }
    const reason = whyNot(version, event)
    return reason && { reason, version: version.version }
  }
  const begun = (moment: number) => versions.filter(({ from }) => from.getTime() <= moment)
  const close = begun(at + closeMs).filter(({ until }) => until === null || until.getTime() > at - closeMs)
  const before = begun(at - closeMs).length === 0 ? [undefined] : []
  return [begun(at).at(-1), ...close, ...before].map(judge).find((verdict) => verdict !== undefined)
}

/** Whether a replay can still bring a notification to its receiver: it ended otherwise than delivered, and has somewhere to go. */
export const isReplayable = (state: NotificationState, subscriptionState: SubscriptionVersion['state']): boolean =>
  (state === 'exhausted' || state === 'cancelled' || state === 'gone') && subscriptionState !== 'deleted'
