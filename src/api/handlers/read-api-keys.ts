import { getApiKey as get, listApiKeys as list } from '../../db/api-keys.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found } from '../problem.js'
import { requirePage } from '../require-page.js'

export const getApiKey =
  ({ tenants }: ApiDeps): Handler<'getApiKey'> =>
  async ({ params, caller }) =>
    found(await tenants.read(caller, (tx) => get(tx, params.id, caller)))

export const listApiKeys =
  ({ tenants }: ApiDeps): Handler<'listApiKeys'> =>
  async ({ query, caller }) =>
    requirePage(await tenants.read(caller, (tx) => list(tx, query, caller)))
