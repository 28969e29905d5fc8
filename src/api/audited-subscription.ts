import type { SubscriptionRecord } from '../db/subscriptions.js'
import type { EgressPolicy } from '../domain/egress.js'
import type { AuditedChange } from './tenants.js'
import { toAuditedSubscription } from './to-subscription.js'

/** What the audit says of a changed subscription. */
export function auditOf(
  verb: string,
  { before, after }: { before?: SubscriptionRecord; after?: SubscriptionRecord },
  policy: EgressPolicy,
): AuditedChange {
  const { account, id } = (after ?? before) as SubscriptionRecord
  const shown = (record: SubscriptionRecord | undefined) => record && toAuditedSubscription(record, policy)
  return { account, action: `subscription.${verb}`, target: id, before: shown(before), after: shown(after) }
}
