import { findSubscription } from '../../db/subscriptions.js'
import type { ApiDeps, Handler } from '../deps.js'
import { toSubscription } from '../to-subscription.js'
import { found } from '../problem.js'

export const getSubscription =
  ({ db, policy }: ApiDeps): Handler<'getSubscription'> =>
  async ({ params, caller }) =>
    toSubscription(found(await findSubscription(db.query, params.id, caller)), policy)
