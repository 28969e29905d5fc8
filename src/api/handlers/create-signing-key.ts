import { importSigningKey, type KeyMaterial } from '../../crypto/import-signing-key.js'
import { newSigningKey, type SigningKey } from '../../crypto/signing-key.js'
import { rootAccountId } from '../../db/bootstrap.js'
import { findKey } from '../../db/list-signing-keys.js'
import { insertKey, lockKeys, openKeys, type SigningKeyRecord } from '../../db/signing-keys.js'
import { leastRetainSeconds } from '../../domain/key-rotation.js'
import type { ApiDeps, ApiRequest, Handler } from '../deps.js'
import { found, Problem } from '../problem.js'
import { requireAccount } from '../require-account.js'
import { toAuditedKey, toSigningKey } from '../to-signing-key.js'
import { invalidMember } from '../validate.js'

type Asked = ApiRequest<'createSigningKey'>['body']

/** Publishes a key. It signs after a rotation, so that nobody meets its signature without having it; the first of all signs at once. */
export const createSigningKey =
  ({ tenants, sealer }: ApiDeps): Handler<'createSigningKey'> =>
  async ({ body, caller, source }) => {
    const material = materialOf(body)
    const key = material ? requireKey(material, body) : await newSigningKey(body.alg ?? 'ES256')
    return tenants.change({ caller, source }, async (tx) => {
      const place = { account: body.account ?? caller.accountId, environment: caller.environment, alg: key.alg }
      await requireAccount(tx, place.account, caller)
      await lockKeys(tx, place)
      const state = stateOf(await openKeys(tx, place), { account: place.account, activate: body.activate })
      const made = { key, imported: material !== undefined, createdBy: caller.keyId, activatesAt: null, retainSeconds: leastRetainSeconds }
      if (!(await insertKey(tx, sealer, { ...place, ...made, state }))) throw new Problem('signing_key_exists')
      const after = found(await findKey(tx, key.kid, caller))
      const audit = { account: place.account, action: 'signing-key.create', target: key.kid, after: toAuditedKey(after) }
      return { result: toSigningKey(after), audit }
    })
  }

function materialOf({ pem, jwk }: Asked): KeyMaterial | undefined {
  if (pem !== undefined) return { pem }
  return jwk && { jwk }
}

function requireKey(material: KeyMaterial, { alg }: Asked): SigningKey {
  const imported = importSigningKey(material, alg)
  if (!imported.ok) throw invalidMember('pem' in material ? '/pem' : '/jwk', imported.reason)
  return imported.key
}

/** What the key above all others signs with has been nobody's before: there is nothing to wait for. */
function stateOf(open: readonly SigningKeyRecord[], { account, activate }: { account: string; activate: boolean }): 'next' | 'active' {
  const next = open.find(({ state }) => state === 'next')
  if (next) throw new Problem('wrong_state', { detail: `${next.kid} is the next key already: rotate to it, or revoke it` })
  const isFirst = !open.some(({ state }) => state === 'active')
  if (activate && !isFirst) throw invalidMember('/activate', 'only the first key of an account can sign at once: leave it out, and rotate')
  return isFirst && (activate || account === rootAccountId) ? 'active' : 'next'
}
