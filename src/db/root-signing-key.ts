import type { Sealer } from '../crypto/seal.js'
import { type JwsAlgorithm, newSigningKey } from '../crypto/signing-key.js'
import { leastRetainSeconds } from '../domain/key-rotation.js'
import { writeAudit } from './audit.js'
import { rootAccountId } from './bootstrap.js'
import type { Database } from './connect.js'
import { insertKey, lockKeys, openKeys } from './signing-keys.js'
import { asTenant } from './tenant.js'

/** Sees to it that whatever is to be signed can be: the account above all others gets a key that signs at once, unless it has one. Of several nodes, one makes it. */
export async function ensureRootKey(db: Database, sealer: Sealer, of: { environment: 'test' | 'live'; alg: JwsAlgorithm }): Promise<void> {
  const key = await newSigningKey(of.alg)
  const place = { ...of, account: rootAccountId }
  await asTenant(db, { accountId: rootAccountId }, async (tx) => {
    await lockKeys(tx, place)
    if ((await openKeys(tx, place)).some(({ state }) => state === 'active')) return
    await insertKey(tx, sealer, { ...place, ...made, key })
    await writeAudit(tx, { ...byTheNode, target: key.kid, after: { kid: key.kid, ...place, state: 'active', imported: false } })
  })
}

const made = { state: 'active', imported: false, createdBy: null, activatesAt: null, retainSeconds: leastRetainSeconds } as const
const byTheNode = {
  account: rootAccountId,
  actor: { kind: 'node', id: 'signing' },
  action: 'signing-key.create',
  before: null,
  reason: null,
  sourceAddress: null,
  requestId: null,
} as const
