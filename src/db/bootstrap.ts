import { sql } from 'kysely'
import { hashApiKey, newApiKey } from '../crypto/api-keys.js'
import { newId } from '../crypto/ids.js'
import { ensureAccount } from './accounts.js'
import { ensureApiKey, hasApiKey } from './api-keys.js'
import type { Database } from './connect.js'

const rootAccountId = 'acc_root'
const lockName = 'posthorn bootstrap'

/**
 * Makes sure that there is a root account, and a key for it: the operator's own, or, where the account has none,
 * a new one, which is returned to be shown once. Nodes that start together make one key. The environment of the
 * operator's key is `live`, unless it begins with `phk_test_`.
 */
export async function ensureBootstrap(db: Database, { key }: { key?: string | undefined }): Promise<{ generatedKey: string | null }> {
  return await db.query.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext(${lockName}))`.execute(tx)
    await ensureAccount(tx, { id: rootAccountId, name: 'Root', kind: 'reseller' })
    const row = { accountId: rootAccountId, name: 'bootstrap' }
    if (key !== undefined) {
      const environment = key.startsWith('phk_test_') ? 'test' : 'live'
      await ensureApiKey(tx, { ...row, keyId: newId('key'), environment, hash: hashApiKey(key) })
      return { generatedKey: null }
    }
    if (await hasApiKey(tx, rootAccountId)) return { generatedKey: null }
    const made = newApiKey('live')
    await ensureApiKey(tx, { ...row, keyId: made.id, environment: 'live', hash: hashApiKey(made.key) })
    return { generatedKey: made.key }
  })
}
