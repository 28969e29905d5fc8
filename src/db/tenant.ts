import { type Kysely, sql } from 'kysely'
import type { Database } from './connect.js'
import type { Schema } from './schema.js'

/** Whose things can be reached: those of an account and of those below it or, of these, those of one project. */
export interface Tenant {
  readonly accountId: string
  readonly project?: string | null
}

/**
 * Runs `work` in one transaction that can reach what is the tenant's, and nothing else: row-level security holds whatever
 * the queries say. Rolls back when `work` throws.
 */
export function asTenant<T>(db: Database, { accountId, project }: Tenant, work: (tx: Kysely<Schema>) => Promise<T>): Promise<T> {
  return db.query.transaction().execute(async (tx) => {
    await sql`select set_config('role', 'posthorn_app', true), set_config('posthorn.account', ${accountId}, true),
      set_config('posthorn.project', ${project ?? ''}, true)`.execute(tx)
    return work(tx)
  })
}
