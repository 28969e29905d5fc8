import { hashApiKey, newApiKey } from '../../crypto/api-keys.js'
import { type ApiKeyRecord, ensureApiKey, getApiKey } from '../../db/api-keys.js'
import { type Block, parseBlock } from '../../domain/ip-address.js'
import { type KeyLimits, widerThan } from '../../domain/key-limits.js'
import { firstBeyond } from '../../domain/scopes.js'
import type { ApiDeps, ApiRequest, Handler } from '../deps.js'
import { placeOfKey } from '../place-of-key.js'
import { found, Problem } from '../problem.js'
import { invalidMember } from '../validate.js'

/** A key gives away no more than it has: no wider scope, no other environment, no more addresses, no longer life. */
export const createApiKey =
  ({ tenants }: ApiDeps): Handler<'createApiKey'> =>
  (request) => {
    const { body, caller, source } = request
    requireOwnScopes(request)
    return tenants.change({ caller, source }, async (tx) => {
      const { account, ...place } = await placeOfKey(tx, body, caller)
      const settings = { ...body, ...place }
      const wider = widerThan(toLimits(found(await getApiKey(tx, caller.keyId, caller))), toLimits(settings))
      if (wider !== undefined) throw new Problem('forbidden', { detail: wider })
      const made = newApiKey(place.environment)
      await ensureApiKey(tx, { ...settings, keyId: made.id, accountId: account, hash: hashApiKey(made.key), createdBy: caller.keyId })
      const after = found(await getApiKey(tx, made.id, caller))
      return { result: { ...after, key: made.key }, audit: { account, action: 'api-key.create', target: made.id, after } }
    })
  }

function requireOwnScopes({ body, caller }: ApiRequest<'createApiKey'>): void {
  const beyond = firstBeyond(caller.scopes, body.scopes)
  if (beyond !== undefined) throw new Problem('forbidden', { detail: `this key lacks the scope ${beyond} itself` })
}

function toLimits(key: Pick<ApiKeyRecord, 'environment' | 'allowedAddresses' | 'expiresAt'>): KeyLimits {
  return {
    environment: key.environment,
    blocks: key.allowedAddresses.map(toBlock),
    expiresAt: key.expiresAt === null ? null : new Date(key.expiresAt),
  }
}

function toBlock(address: string, at: number): Block {
  const parsed = parseBlock(address)
  if (!parsed.ok) throw invalidMember(`/allowedAddresses/${at}`, parsed.reason)
  return parsed.block
}
