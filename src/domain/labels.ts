import type { Labels } from './deliver-types.js'

/** What an operator finds a delivery workflow by: keywords of at most 255 characters, no personal data. */
const SEARCH_ATTRIBUTES = {
  PosthornAccount: 'account',
  PosthornSubscription: 'subscription',
  PosthornEvent: 'event',
  PosthornEventType: 'eventType',
} as const satisfies Record<string, keyof Labels>

/** The search attributes of those labels that are known, by name. */
export function searchAttributesOf(labels: Partial<Labels>): [name: string, value: string][] {
  return Object.entries(SEARCH_ATTRIBUTES).flatMap(([name, label]) => {
    const value = labels[label]
    return value === undefined ? [] : [[name, value]]
  })
}

/** The names that must exist as keywords in the namespace. */
export const searchAttributeNames = Object.keys(SEARCH_ATTRIBUTES)

/** "payment.captured → host.example (sub_…)": what the operator reads beside the workflow in the Temporal UI. */
export function summaryOf(labels: Labels): string {
  return `${labels.eventType} → ${labels.host} (${labels.subscription})`
}
