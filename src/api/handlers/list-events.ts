import { listEvents as list } from '../../db/events.js'
import type { ApiDeps, Handler } from '../deps.js'
import { requirePage } from '../require-page.js'

export const listEvents =
  ({ db }: ApiDeps): Handler<'listEvents'> =>
  async ({ query, caller }) =>
    requirePage(await list(db.query, query, caller))
