import { changeSubscription, findSubscription, lockSubscription } from '../../db/subscriptions.js'
import { auditOf } from '../audited-subscription.js'
import type { ApiDeps, Handler } from '../deps.js'
import { parseEndpointChange } from '../parse-endpoint.js'
import { toSubscription } from '../to-subscription.js'
import { found, Problem } from '../problem.js'
import { requireAccounts } from '../require-accounts.js'
import { requireAttached } from '../require-attachment.js'

export const updateSubscription =
  ({ tenants, policy }: ApiDeps): Handler<'updateSubscription'> =>
  ({ params, body, ifMatch, caller, source }) => {
    const change = { ...body, ...parseEndpointChange(body, policy) }
    return tenants.change({ caller, source }, async (tx) => {
      const before = found(await lockSubscription(tx, params.id, caller))
      if (before.version !== ifMatch) throw new Problem('version_mismatch', { detail: `it is at version ${before.version}` })
      await requireAttached(tx, { ...before, change }, caller)
      const { scope = before.scope, accounts = before.accounts } = change
      if (scope !== before.scope || accounts !== before.accounts) await requireAccounts(tx, { account: before.account, scope, accounts })
      await changeSubscription(tx, before, change)
      const after = found(await findSubscription(tx, params.id, caller))
      return { result: toSubscription(after, policy), audit: auditOf('update', { before, after }, policy) }
    })
  }
