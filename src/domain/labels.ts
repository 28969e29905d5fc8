import type { Labels } from './deliver-types.js'

/** The four search attributes of a delivery workflow: keywords of at most 255 characters, no personal data. */
export function searchAttributesOf(labels: Labels): Record<string, string> {
  return {
    PosthornAccount: labels.account,
    PosthornSubscription: labels.subscription,
    PosthornEvent: labels.event,
    PosthornEventType: labels.eventType,
  }
}

/** "payment.captured → host.example (sub_…)": what the operator reads beside the workflow in the Temporal UI. */
export function summaryOf(labels: Labels): string {
  return `${labels.eventType} → ${labels.host} (${labels.subscription})`
}
