import { hashApiKey, newApiKey } from '../../crypto/api-keys.js'
import { ensureApiKey, getApiKey } from '../../db/api-keys.js'
import { firstBeyond } from '../../domain/scopes.js'
import { parseBlock } from '../../domain/ip-address.js'
import type { ApiDeps, ApiRequest, Handler } from '../deps.js'
import { found, Problem } from '../problem.js'
import { requireAccount } from '../require-account.js'
import { invalidMember } from '../validate.js'

/** A key gives away no more than it has: not a wider scope, and a test key no live one. */
export const createApiKey =
  ({ tenants }: ApiDeps): Handler<'createApiKey'> =>
  (request) => {
    const { body, caller, source } = request
    requireOwn(request)
    requireBlocks(body.allowedAddresses)
    const made = newApiKey(body.environment)
    return tenants.change({ caller, source }, async (tx) => {
      const { account = caller.accountId, ...settings } = body
      await requireAccount(tx, account, caller)
      await ensureApiKey(tx, { ...settings, keyId: made.id, accountId: account, hash: hashApiKey(made.key), createdBy: caller.keyId })
      const after = found(await getApiKey(tx, made.id, caller))
      return { result: { ...after, key: made.key }, audit: { account, action: 'api-key.create', target: made.id, after } }
    })
  }

function requireOwn({ body, caller }: ApiRequest<'createApiKey'>): void {
  const beyond = firstBeyond(caller.scopes, body.scopes)
  if (beyond !== undefined) throw new Problem('forbidden', { detail: `this key lacks the scope ${beyond} itself` })
  if (caller.environment === 'test' && body.environment === 'live')
    throw new Problem('forbidden', { detail: 'a test key makes no live key' })
}

function requireBlocks(addresses: readonly string[]): void {
  for (const [at, address] of addresses.entries()) {
    const parsed = parseBlock(address)
    if (!parsed.ok) throw invalidMember(`/allowedAddresses/${at}`, parsed.reason)
  }
}
