import { type Route, routes } from '../../contract/routes.js'
import { getApiKey } from '../../db/api-keys.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found } from '../problem.js'
import { refusalOfKey } from '../refusal-of-key.js'

export const getCurrentKey =
  ({ tenants }: ApiDeps): Handler<'getCurrentKey'> =>
  async ({ caller }) => {
    const key = found(await tenants.read(caller, (tx) => getApiKey(tx, caller.keyId, caller)))
    const allowed = Object.entries<Route>(routes).filter(([id, route]) => refusalOfKey(caller, id, route) === undefined)
    return { ...key, scopes: [...caller.scopes], role: caller.role, operations: allowed.map(([id]) => id) }
  }
