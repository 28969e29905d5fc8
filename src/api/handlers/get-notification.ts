import { findNotification } from '../../db/notifications.js'
import type { ApiDeps, Handler } from '../deps.js'
import { toNotification } from '../to-notification.js'
import { found } from '../problem.js'

export const getNotification =
  ({ tenants, steering }: ApiDeps): Handler<'getNotification'> =>
  async ({ params, caller }) =>
    toNotification(found(await tenants.read(caller, (tx) => findNotification(tx, params.id, caller))), steering)
