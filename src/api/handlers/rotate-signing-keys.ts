import type { Kysely } from 'kysely'
import { type JwsAlgorithm, newSigningKey } from '../../crypto/signing-key.js'
import { scheduleKey } from '../../db/change-signing-keys.js'
import { findKey, type ShownKey } from '../../db/list-signing-keys.js'
import type { Schema } from '../../db/schema.js'
import { insertKey, lockKeys, openKeys } from '../../db/signing-keys.js'
import { earliestActivation } from '../../domain/key-rotation.js'
import type { KeyPlace } from '../../domain/key-rotation-types.js'
import type { Caller } from '../caller.js'
import type { ApiDeps, ApiRequest, Handler } from '../deps.js'
import { found } from '../problem.js'
import { requireAccount } from '../require-account.js'
import { toAuditedKey, toSigningKey } from '../to-signing-key.js'
import { invalidMember } from '../validate.js'

type Tx = Kysely<Schema>
type Place = KeyPlace & { readonly alg: JwsAlgorithm }

/** Says when the next key signs. Its workflow does the rest, and is told when that is changed. */
export const rotateSigningKeys =
  (deps: ApiDeps): Handler<'rotateSigningKeys'> =>
  async ({ body, caller, source }) => {
    const place = { account: body.account ?? caller.accountId, environment: caller.environment, alg: body.alg }
    const rotation = await deps.tenants.change({ caller, source }, async (tx) => {
      await requireAccount(tx, place.account, caller)
      await lockKeys(tx, place)
      const before = (await findNext(tx, place, caller)) ?? (await makeNext(tx, deps, { place, caller }))
      const at = requireTime(body, before, deps)
      await scheduleKey(tx, before.kid, { at, retainSeconds: body.retainSeconds })
      const after = found(await findKey(tx, before.kid, caller))
      const audited = { target: before.kid, before: toAuditedKey(before), after: toAuditedKey(after) }
      return { result: after, audit: { account: place.account, action: 'signing-key.rotate', ...audited } }
    })
    await deps.signingKeys.tell(place)
    return toSigningKey(rotation)
  }

async function findNext(tx: Tx, place: Place, caller: Caller): Promise<ShownKey | undefined> {
  const next = (await openKeys(tx, place)).find(({ state }) => state === 'next')
  return next && findKey(tx, next.kid, caller)
}

async function makeNext(tx: Tx, { sealer }: ApiDeps, { place, caller }: { place: Place; caller: Caller }): Promise<ShownKey> {
  const key = await newSigningKey(place.alg)
  const made = { state: 'next', imported: false, createdBy: caller.keyId, activatesAt: null, retainSeconds: 0 } as const
  await insertKey(tx, sealer, { ...place, ...made, key })
  return found(await findKey(tx, key.kid, caller))
}

/** Receivers keep a JWKS for its max-age: until all have the key, it must not sign. */
function requireTime({ at }: ApiRequest<'rotateSigningKeys'>['body'], { createdAt }: ShownKey, deps: ApiDeps): Date {
  const earliest = new Date(Math.max(earliestActivation(createdAt, deps.signingKeys.factor).getTime(), deps.clock().getTime()))
  if (at === undefined) return earliest
  if (new Date(at) < earliest)
    throw invalidMember(
      '/at',
      `not before ${earliest.toISOString()}: receivers keep what was published before the key was; leave it out for that time`,
    )
  return new Date(at)
}
