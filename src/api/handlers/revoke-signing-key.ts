import type { Kysely } from 'kysely'
import { newSigningKey } from '../../crypto/signing-key.js'
import { activateKey, endKey } from '../../db/change-signing-keys.js'
import { findKey, type ShownKey } from '../../db/list-signing-keys.js'
import type { Schema } from '../../db/schema.js'
import { insertKey, lockKeys, openKeys } from '../../db/signing-keys.js'
import { leastRetainSeconds } from '../../domain/key-rotation.js'
import type { Caller } from '../caller.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found } from '../problem.js'
import { toAuditedKey, toSigningKey } from '../to-signing-key.js'

/** Ends a key that is not safe any more, without waiting for anybody: receivers ask for a kid that they do not know. Revoking again changes nothing. */
export const revokeSigningKey =
  (deps: ApiDeps): Handler<'revokeSigningKey'> =>
  async ({ params, caller, source }) => {
    const { key, successor } = await deps.tenants.change({ caller, source }, async (tx) => {
      await lockKeys(tx, found(await findKey(tx, params.kid, caller)))
      const before = found(await findKey(tx, params.kid, caller))
      if (before.state === 'revoked') return { result: { key: before, successor: null } }
      await endKey(tx, before.kid, 'revoked')
      const kid = before.state === 'active' ? await succeed(tx, deps, { before, caller }) : null
      const after = found(await findKey(tx, before.kid, caller))
      const audited = { target: before.kid, before: toAuditedKey(before), after: { ...toAuditedKey(after), successor: kid } }
      return { result: { key: after, successor: kid }, audit: { account: before.account, action: 'signing-key.revoke', ...audited } }
    })
    await deps.signingKeys.tell(key)
    return { ...toSigningKey(key), successor }
  }

/** The next key, if one is published, or a new one. */
async function succeed(tx: Kysely<Schema>, { sealer }: ApiDeps, { before, caller }: { before: ShownKey; caller: Caller }): Promise<string> {
  const next = (await openKeys(tx, before)).find(({ state }) => state === 'next')
  if (next) {
    await activateKey(tx, { kind: 'activate', kid: next.kid, replaces: null, retiresAt: next.createdAt })
    return next.kid
  }
  const key = await newSigningKey(before.alg)
  const made = { state: 'active', imported: false, createdBy: caller.keyId, activatesAt: null, retainSeconds: leastRetainSeconds } as const
  await insertKey(tx, sealer, { ...made, key, account: before.account, environment: before.environment })
  return key.kid
}
