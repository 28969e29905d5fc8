import { findNotification } from '../../db/notifications.js'
import type { ApiDeps, Handler } from '../deps.js'
import { toNotification } from '../to-notification.js'
import { found } from '../problem.js'

export const getNotification =
  ({ db, steering }: ApiDeps): Handler<'getNotification'> =>
  async ({ params, caller }) =>
    toNotification(found(await findNotification(db.query, params.id, caller)), steering)
