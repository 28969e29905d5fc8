import { changeSubscription, findSubscription, lockSubscription } from '../../db/subscriptions.js'
import type { ApiDeps, Handler } from '../deps.js'
import { parseEndpoint, toSubscription } from '../to-subscription.js'
import { found, Problem } from '../problem.js'

export const updateSubscription =
  ({ db, policy }: ApiDeps): Handler<'updateSubscription'> =>
  async ({ params, body, ifMatch, caller }) => {
    const { url, ...settings } = body
    const change = { ...settings, ...(url !== undefined && parseEndpoint(url, policy)) }
    return await db.query.transaction().execute(async (tx) => {
      const locked = found(await lockSubscription(tx, params.id, caller))
      if (locked.version !== ifMatch) throw new Problem('version_mismatch', { detail: `it is at version ${locked.version}` })
      await changeSubscription(tx, locked, change)
      return toSubscription(found(await findSubscription(tx, params.id, caller)), policy)
    })
  }
