/** Which events a subscription is registered for. Null: any. */
export interface Registration {
  /** The account that owns the subscription. */
  readonly account: string
  readonly environment: 'test' | 'live'
  readonly scope: 'self' | 'descendants'
  readonly include: readonly string[] | null
  readonly exclude: readonly string[]
  readonly project: string | null
  readonly origins: readonly string[] | null
  readonly eventTypes: readonly string[]
}

/** What decides about an event, besides its data. */
export interface MatchedEvent {
  readonly type: string
  readonly origin: string
  readonly project: string | null
  readonly environment: 'test' | 'live'
  /** The event's account, and then its ancestors up to the root. */
  readonly path: readonly string[]
}

/** Whether a subscription is registered for an event (S2-1, S2-4, S2-5): every condition must hold. */
export const isRegisteredFor = (registration: Registration, event: MatchedEvent): boolean =>
  registration.environment === event.environment &&
  (registration.project === null || registration.project === event.project) &&
  (registration.origins === null || registration.origins.includes(event.origin)) &&
  coversAccount(registration, event.path) &&
  matchesType(registration.eventTypes, event.type)

/** An account on a list stands for itself and everything below it; of the two lists the excluding one wins. */
function coversAccount({ account, scope, include, exclude }: Registration, path: readonly string[]): boolean {
  if (scope === 'self') return path[0] === account
  const top = path.indexOf(account)
  if (top === -1) return false
  const between = path.slice(0, top + 1)
  return (include === null || between.some((id) => include.includes(id))) && !between.some((id) => exclude.includes(id))
}

/** Whether one of a subscription's patterns covers an event type: `*`, a prefix such as `payment.*`, or the type itself. */
export function matchesType(patterns: readonly string[], type: string): boolean {
  return patterns.some(
    (pattern) => pattern === '*' || pattern === type || (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1))),
  )
}

/** Every pattern that covers an event type: a subscription is found by those it has. */
export function patternsOf(type: string): string[] {
  const words = type.split('.')
  return ['*', ...words.slice(1).map((_, i) => `${words.slice(0, i + 1).join('.')}.*`), type]
}
