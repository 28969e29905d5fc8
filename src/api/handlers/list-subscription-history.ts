import type { HistoryEntry } from '../../contract/subscription-history.js'
import { type AuditRecord, listAuditOf } from '../../db/audit-trail.js'
import { findSubscription } from '../../db/subscriptions.js'
import { changedMembers } from '../../domain/changed-members.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found } from '../problem.js'
import { requirePage } from '../require-page.js'

export const listSubscriptionHistory =
  ({ tenants }: ApiDeps): Handler<'listSubscriptionHistory'> =>
  ({ params, query, caller }) =>
    tenants.read(caller, async (tx) => {
      const { account } = found(await findSubscription(tx, params.id, caller))
      const { items, nextCursor } = requirePage(await listAuditOf(tx, { ...query, account, target: params.id }))
      return { items: items.map(toHistoryEntry), nextCursor }
    })

function toHistoryEntry({ sequence, at, action, actor, onBehalf, reason, before, after }: AuditRecord): HistoryEntry {
  const [was, is] = [before, after].map((text) => (text === null ? null : (JSON.parse(text) as Readonly<Record<string, unknown>>)))
  const state = is?.['state']
  return {
    sequence,
    at,
    action,
    by: { ...actor },
    onBehalf,
    reason,
    state: typeof state === 'string' ? state : null,
    changed: changedMembers(was, is),
  }
}
