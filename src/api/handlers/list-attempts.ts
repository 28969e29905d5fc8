import { listAttempts as list } from '../../db/attempts.js'
import { findNotification } from '../../db/notifications.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found } from '../problem.js'

export const listAttempts =
  ({ db }: ApiDeps): Handler<'listAttempts'> =>
  async ({ params, caller }) => ({ items: await list(db.query, found(await findNotification(db.query, params.id, caller))) })
