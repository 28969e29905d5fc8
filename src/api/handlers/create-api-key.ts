import { hashApiKey, newApiKey } from '../../crypto/api-keys.js'
import { type ApiKeyRecord, ensureApiKey, getApiKey } from '../../db/api-keys.js'
import { type Block, parseBlock } from '../../domain/ip-address.js'
import { type KeyLimits, widerThan } from '../../domain/key-limits.js'
import { type ProjectRole, scopesOfRole } from '../../domain/project-roles.js'
import { firstBeyond } from '../../domain/scopes.js'
import type { Caller } from '../caller.js'
import type { ApiDeps, Handler } from '../deps.js'
import { placeOfKey } from '../place-of-key.js'
import { found, Problem } from '../problem.js'
import { invalidMember } from '../validate.js'

/** A key gives away no more than it has: no wider scope, no other environment, no more addresses, no longer life. */
export const createApiKey =
  ({ tenants }: ApiDeps): Handler<'createApiKey'> =>
  ({ body, caller, source }) =>
    tenants.change({ caller, source }, async (tx) => {
      const { account, role, ...place } = await placeOfKey(tx, body, caller)
      const scopes = body.scopes ?? requireRole(role)
      if (role !== null) requireScopesOf(role, scopes)
      requireOwnScopes(scopes, caller)
      const settings = { ...body, ...place, scopes }
      const wider = widerThan(toLimits(found(await getApiKey(tx, caller.keyId, caller))), toLimits(settings))
      if (wider !== undefined) throw new Problem('forbidden', { detail: wider })
      const made = newApiKey(place.environment)
      await ensureApiKey(tx, { ...settings, keyId: made.id, accountId: account, hash: hashApiKey(made.key), createdBy: caller.keyId })
      const after = found(await getApiKey(tx, made.id, caller))
      return { result: { ...after, key: made.key }, audit: { account, action: 'api-key.create', target: made.id, after } }
    })

function requireRole(role: ProjectRole | null): readonly string[] {
  if (role === null) throw invalidMember('/scopes', 'is required, but for the key of a member, who has a role')
  return scopesOfRole[role]
}

function requireScopesOf(role: ProjectRole, scopes: readonly string[]): void {
  const beyond = firstBeyond(scopesOfRole[role], scopes)
  if (beyond !== undefined) throw invalidMember(`/scopes/${scopes.indexOf(beyond)}`, `the role ${role} does not have ${beyond}`)
}

function requireOwnScopes(scopes: readonly string[], caller: Caller): void {
  const beyond = firstBeyond(caller.scopes, scopes)
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
