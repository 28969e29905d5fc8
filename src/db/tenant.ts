import { type Kysely, sql } from 'kysely'
import type { Database } from './connect.js'
import type { Schema } from './schema.js'

/**
 * Runs `work` in one transaction that can reach an account and those below it, and nothing else: row-level security
 * holds whatever the queries say. Rolls back when `work` throws.
 */
export function asTenant<T>(db: Database, { accountId }: { accountId: string }, work: (tx: Kysely<Schema>) => Promise<T>): Promise<T> {
  return db.query.transaction().execute(async (tx) => {
    await sql`select set_config('role', 'posthorn_app', true), set_config('posthorn.account', ${accountId}, true)`.execute(tx)
    return work(tx)
  })
}
