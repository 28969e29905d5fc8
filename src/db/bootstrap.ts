import { sql } from 'kysely'
import { hashApiKey, newApiKey } from '../crypto/api-keys.js'
import { newId } from '../crypto/ids.js'
import { writeAudit } from './audit.js'
import { ensureApiKey, hasApiKey, type NewApiKey } from './api-keys.js'
import type { Database } from './connect.js'
import { asTenant } from './tenant.js'

/** The account above all others; a migration makes it. */
export const rootAccountId = 'acc_root'
const lockName = 'posthorn bootstrap'

/**
 * Makes sure that there is a key for the root account: the operator's own, or, where the account has none, a new one,
 * which is returned to be shown once. Nodes that start together make one key. The environment of the operator's key is
 * `live`, unless it begins with `phk_test_`.
 */
export async function ensureBootstrap(db: Database, { key }: { key?: string | undefined }): Promise<{ generatedKey: string | null }> {
  return await asTenant(db, { accountId: rootAccountId }, async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext(${lockName}))`.execute(tx)
    const add = async (made: Pick<NewApiKey, 'keyId' | 'environment' | 'hash'>) => {
      const added = await ensureApiKey(tx, { ...bootstrapKey, ...made })
      if (added) await writeAudit(tx, { ...byTheNode, target: made.keyId, after: { name: 'bootstrap', environment: made.environment } })
    }
    if (key !== undefined) {
      const environment = key.startsWith('phk_test_') ? 'test' : 'live'
      await add({ keyId: newId('key'), environment, hash: hashApiKey(key) })
      return { generatedKey: null }
    }
    if (await hasApiKey(tx, rootAccountId)) return { generatedKey: null }
    const made = newApiKey('live')
    await add({ keyId: made.id, environment: 'live', hash: hashApiKey(made.key) })
    return { generatedKey: made.key }
  })
}

const bootstrapKey = {
  accountId: rootAccountId,
  project: null,
  member: null,
  name: 'bootstrap',
  scopes: ['*'],
  allowedAddresses: [],
  expiresAt: null,
  createdBy: null,
}
const byTheNode = {
  account: rootAccountId,
  actor: { kind: 'node', id: 'bootstrap' },
  action: 'api-key.create',
  before: null,
  reason: null,
  sourceAddress: null,
  requestId: null,
} as const
