import { hash } from 'node:crypto'
import type { Subscription } from '../contract/subscriptions.js'
import type { SubscriptionRecord } from '../db/subscriptions.js'
import type { EgressPolicy } from '../domain/egress.js'
import { judgeUrl } from '../domain/url-policy.js'
import { invalidMember } from './validate.js'

/** A subscription as its owner sees it, with what the policy of today says about its URL. */
export function toSubscription({ host: _, schedule, ...record }: SubscriptionRecord, policy: EgressPolicy): Subscription {
  const judgement = judgeUrl(record.url, policy)
  const warnings = judgement.ok ? [...judgement.warnings] : [judgement.reason]
  return { ...record, schedule: schedule as Subscription['schedule'], warnings }
}

/** The same for a list: the path and query of a URL are secrets. */
export function toListedSubscription(record: SubscriptionRecord, policy: EgressPolicy): Subscription {
  return { ...toSubscription(record, policy), url: new URL(record.url).origin }
}

/** The same for the audit: that the URL has changed is seen, where it leads is not. */
export function toAuditedSubscription(record: SubscriptionRecord, policy: EgressPolicy): unknown {
  const { warnings: _, ...shown } = toListedSubscription(record, policy)
  return { ...shown, urlSha256: hash('sha256', record.url).slice(0, 16) }
}

/** The URL with its host. Throws the Problem `validation_failed` with the reason when it may not be registered. */
export function parseEndpoint(url: string, policy: EgressPolicy): { url: string; host: string } {
  const judgement = judgeUrl(url, policy)
  if (!judgement.ok) throw invalidMember('/url', judgement.reason)
  return { url: judgement.url, host: judgement.host }
}
