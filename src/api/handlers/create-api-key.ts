import { hashApiKey, newApiKey } from '../../crypto/api-keys.js'
import { ensureApiKey, getApiKey } from '../../db/api-keys.js'
import { type Block, parseBlock } from '../../domain/ip-address.js'
import { type KeyLimits, widerThan } from '../../domain/key-limits.js'
import { firstBeyond } from '../../domain/scopes.js'
import type { ApiDeps, ApiRequest, Handler } from '../deps.js'
import { found, Problem } from '../problem.js'
import { requireAccount } from '../require-account.js'
import { invalidMember } from '../validate.js'

/** A key gives away no more than it has: no wider scope, no other environment, no more addresses, no longer life. */
export const createApiKey =
  ({ tenants }: ApiDeps): Handler<'createApiKey'> =>
  (request) => {
    const { body, caller, source } = request
    requireOwnScopes(request)
    const asked = toLimits(body)
    const made = newApiKey(body.environment)
    return tenants.change({ caller, source }, async (tx) => {
      const { account = caller.accountId, ...settings } = body
      await requireAccount(tx, account, caller)
      const wider = widerThan(toLimits(found(await getApiKey(tx, caller.keyId, caller))), asked)
      if (wider !== undefined) throw new Problem('forbidden', { detail: wider })
      await ensureApiKey(tx, { ...settings, keyId: made.id, accountId: account, hash: hashApiKey(made.key), createdBy: caller.keyId })
      const after = found(await getApiKey(tx, made.id, caller))
      return { result: { ...after, key: made.key }, audit: { account, action: 'api-key.create', target: made.id, after } }
    })
  }

function requireOwnScopes({ body, caller }: ApiRequest<'createApiKey'>): void {
  const beyond = firstBeyond(caller.scopes, body.scopes)
  if (beyond !== undefined) throw new Problem('forbidden', { detail: `this key lacks the scope ${beyond} itself` })
}

function toLimits(key: Pick<ApiRequest<'createApiKey'>['body'], 'environment' | 'allowedAddresses' | 'expiresAt'>): KeyLimits {
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
