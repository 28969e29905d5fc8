import { changeSubscription, lockSubscription } from '../../db/subscriptions.js'
import { auditOf } from '../audited-subscription.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found } from '../problem.js'
import { announceRelease, toStateReason } from '../steer-subscription.js'

/** The row stays, for the notifications that name it; to the API it is gone. */
export const deleteSubscription =
  (deps: ApiDeps): Handler<'deleteSubscription'> =>
  async ({ params, caller, source }) => {
    await deps.tenants.change({ caller, source }, async (tx) => {
      const before = found(await lockSubscription(tx, params.id, caller))
      await changeSubscription(tx, before, { moved: { to: 'deleted', reason: toStateReason({ caller, source }) } })
      return { result: undefined, audit: auditOf('delete', { before }, deps.policy) }
    })
    await announceRelease(deps, params.id)
    return undefined
  }
