import { findSubscription } from '../../db/subscriptions.js'
import { runCheck, toAuditedCheck, toCheckAsk } from '../check-subscription.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found } from '../problem.js'

/** Changes nothing; it is audited all the same, because it makes us send something to somebody. */
export const checkSubscription =
  (deps: ApiDeps): Handler<'checkSubscription'> =>
  async ({ params, caller, source }) => {
    const record = found(await deps.tenants.read(caller, (tx) => findSubscription(tx, params.id, caller)))
    const result = await runCheck(deps, toCheckAsk(record))
    const audit = { account: record.account, action: 'subscription.check', target: record.id, after: toAuditedCheck(result) }
    return deps.tenants.change({ caller, source }, () => Promise.resolve({ result, audit }))
  }
