import { listEvents as list } from '../../db/events.js'
import type { ApiDeps, Handler } from '../deps.js'
import { requirePage } from '../require-page.js'

export const listEvents =
  ({ tenants }: ApiDeps): Handler<'listEvents'> =>
  async ({ query, caller }) =>
    requirePage(await tenants.read(caller, (tx) => list(tx, query, caller)))
