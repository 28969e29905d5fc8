import { findFeedPosition, fromFeedCursor, saveFeedPosition } from '../../db/feed.js'
import { lockSubscription } from '../../db/subscriptions.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found } from '../problem.js'
import { requirePage } from '../require-page.js'

export const acknowledgeFeed =
  ({ tenants }: ApiDeps): Handler<'acknowledgeFeed'> =>
  ({ params: { id }, body, caller, source }) =>
    tenants.change({ caller, source }, async (tx) => {
      const subscription = found(await lockSubscription(tx, id, caller))
      const position = requirePage(fromFeedCursor(id, body.cursor))
      const before = await findFeedPosition(tx, id)
      if (position === before) return { result: undefined }
      await saveFeedPosition(tx, subscription, position)
      const audit = { account: subscription.account, action: 'feed.acknowledge', target: id }
      return { result: undefined, audit: { ...audit, before: { position: before ?? null }, after: { position } } }
    })
