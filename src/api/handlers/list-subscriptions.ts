import { listSubscriptions as list } from '../../db/subscriptions.js'
import type { ApiDeps, Handler } from '../deps.js'
import { toListedSubscription } from '../to-subscription.js'
import { requirePage } from '../require-page.js'

export const listSubscriptions =
  ({ db, policy }: ApiDeps): Handler<'listSubscriptions'> =>
  async ({ query, caller }) => {
    const { items, nextCursor } = requirePage(await list(db.query, query, caller))
    return { items: items.map((record) => toListedSubscription(record, policy)), nextCursor }
  }
