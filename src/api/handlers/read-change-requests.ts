import { findChangeRequest, listChangeRequests as list } from '../../db/change-requests.js'
import type { ApiDeps, Handler } from '../deps.js'
import { toChangeRequest, toListedChangeRequest } from '../four-eyes/to-change-request.js'
import { found } from '../problem.js'
import { requirePage } from '../require-page.js'

export const getChangeRequest =
  ({ tenants, sealer }: ApiDeps): Handler<'getChangeRequest'> =>
  async ({ params, caller }) =>
    toChangeRequest(found(await tenants.read(caller, (tx) => findChangeRequest(tx, params.id, caller))), sealer)

export const listChangeRequests =
  ({ tenants }: ApiDeps): Handler<'listChangeRequests'> =>
  async ({ query, caller }) => {
    const { items, nextCursor } = requirePage(await tenants.read(caller, (tx) => list(tx, query, caller)))
    return { items: items.map(toListedChangeRequest), nextCursor }
  }
