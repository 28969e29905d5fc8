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

/** What a subscription does not get, by the condition that keeps it away. */
export type WhyNotRegistered = 'other_environment' | 'other_account' | 'other_project' | 'other_origin' | 'other_type'

const conditions: Readonly<Record<WhyNotRegistered, (registration: Registration, event: MatchedEvent) => boolean>> = {
  other_environment: ({ environment }, event) => environment === event.environment,
  other_account: (registration, { path }) => coversAccount(registration, path),
  other_project: ({ project }, event) => project === null || project === event.project,
  other_origin: ({ origins }, { origin }) => origins === null || origins.includes(origin),
  other_type: ({ eventTypes }, { type }) => matchesType(eventTypes, type),
}
const conditionNames = Object.keys(conditions) as readonly WhyNotRegistered[]

/** The first condition that keeps an event from a subscription (S2-1, S2-4, S2-5); undefined when it is registered for it: every one holds. */
export const whyNotRegistered = (registration: Registration, event: MatchedEvent): WhyNotRegistered | undefined =>
  conditionNames.find((name) => !conditions[name](registration, event))

export const isRegisteredFor = (registration: Registration, event: MatchedEvent): boolean =>
  whyNotRegistered(registration, event) === undefined

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

/** Whether all types that a pattern covers are covered by one of the others. */
export const isPatternWithin = (pattern: string, others: readonly string[]): boolean =>
  others.some((other) => other === '*' || other === pattern || (other.endsWith('.*') && pattern.startsWith(other.slice(0, -1))))
