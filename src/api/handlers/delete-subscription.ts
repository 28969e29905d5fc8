import { changeSubscription, lockSubscription } from '../../db/subscriptions.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found } from '../problem.js'
import { announceRelease } from '../steer-subscription.js'

/** The row stays, for the notifications that name it; to the API it is gone. */
export const deleteSubscription =
  (deps: ApiDeps): Handler<'deleteSubscription'> =>
  async ({ params, caller }) => {
    await deps.db.query.transaction().execute(async (tx) => {
      await changeSubscription(tx, found(await lockSubscription(tx, params.id, caller)), { state: 'deleted' })
    })
    await announceRelease(deps, params.id)
    return undefined
  }
