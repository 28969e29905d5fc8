import { getApiKey, revokeApiKey as revoke } from '../../db/api-keys.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found, Problem } from '../problem.js'

/** Nodes remember a key for 5 s: after that no request with it is answered. Revoking again changes nothing; a test key ends no live one. */
export const revokeApiKey =
  ({ tenants }: ApiDeps): Handler<'revokeApiKey'> =>
  ({ params, caller, source }) =>
    tenants.change({ caller, source }, async (tx) => {
      const before = found(await getApiKey(tx, params.id, caller))
      if (caller.environment === 'test' && before.environment === 'live')
        throw new Problem('forbidden', { detail: 'a test key revokes no live key' })
      if (!(await revoke(tx, before))) return { result: undefined }
      return { result: undefined, audit: { account: before.account, action: 'api-key.revoke', target: before.id, before } }
    })
