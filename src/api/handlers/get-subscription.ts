import { findSubscription } from '../../db/subscriptions.js'
import type { ApiDeps, Handler } from '../deps.js'
import { toSubscription } from '../to-subscription.js'
import { found } from '../problem.js'

export const getSubscription =
  ({ tenants, policy }: ApiDeps): Handler<'getSubscription'> =>
  async ({ params, caller }) =>
    toSubscription(found(await tenants.read(caller, (tx) => findSubscription(tx, params.id, caller))), policy)
