import { findKey, listKeys } from '../../db/list-signing-keys.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found } from '../problem.js'
import { requirePage } from '../require-page.js'
import { toSigningKey } from '../to-signing-key.js'

export const getSigningKey =
  ({ tenants }: ApiDeps): Handler<'getSigningKey'> =>
  async ({ params, caller }) =>
    toSigningKey(found(await tenants.read(caller, (tx) => findKey(tx, params.kid, caller))))

export const listSigningKeys =
  ({ tenants }: ApiDeps): Handler<'listSigningKeys'> =>
  async ({ query, caller }) => {
    const { items, nextCursor } = requirePage(await tenants.read(caller, (tx) => listKeys(tx, query, caller)))
    return { items: items.map(toSigningKey), nextCursor }
  }
