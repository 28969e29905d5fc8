import { listNotifications as list } from '../../db/notifications.js'
import type { ApiDeps, Handler } from '../deps.js'
import { toNotification } from '../to-notification.js'
import { requirePage } from '../require-page.js'

export const listNotifications =
  ({ tenants, steering }: ApiDeps): Handler<'listNotifications'> =>
  async ({ query, caller }) => {
    const { items, nextCursor } = requirePage(await tenants.read(caller, (tx) => list(tx, query, caller)))
    return { items: items.map((record) => toNotification(record, steering)), nextCursor }
  }
