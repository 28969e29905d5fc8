import { listAttempts as list } from '../../db/attempts.js'
import { findNotification } from '../../db/notifications.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found } from '../problem.js'

export const listAttempts =
  ({ tenants }: ApiDeps): Handler<'listAttempts'> =>
  ({ params, caller }) =>
    tenants.read(caller, async (tx) => ({ items: await list(tx, found(await findNotification(tx, params.id, caller))) }))
