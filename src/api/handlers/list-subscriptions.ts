import { listSubscriptions as list } from '../../db/subscriptions.js'
import type { ApiDeps, Handler } from '../deps.js'
import { toListedSubscription } from '../to-subscription.js'
import { requirePage } from '../require-page.js'

export const listSubscriptions =
  ({ tenants, policy }: ApiDeps): Handler<'listSubscriptions'> =>
  async ({ query, caller }) => {
    const { items, nextCursor } = requirePage(await tenants.read(caller, (tx) => list(tx, query, caller)))
    return { items: items.map((record) => toListedSubscription(record, policy)), nextCursor }
  }
