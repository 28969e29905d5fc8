import { type Kysely, sql } from 'kysely'
import type { Database } from './connect.js'
import type { Schema } from './schema.js'

export interface ApiKey {
  readonly keyId: string
  readonly accountId: string
  readonly environment: 'test' | 'live'
}

/** The key with this SHA-256, unless it is revoked or has expired. The one query without an account: it finds the account. */
export async function findApiKey(db: Database, hash: Buffer): Promise<ApiKey | undefined> {
  const row = await db.query
    .selectFrom('api_keys')
    .select(['id', 'account_id', 'environment'])
    .where('hash', '=', hash)
    .where('revoked_at', 'is', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', sql<Date>`now()`)]))
    .executeTakeFirst()
  return row && { keyId: row.id, accountId: row.account_id, environment: row.environment }
}

export interface NewApiKey extends ApiKey {
  readonly name: string
  readonly hash: Buffer
}

/** Stores a key by its hash, unless it is there. */
export async function ensureApiKey(query: Kysely<Schema>, { keyId, accountId, environment, name, hash }: NewApiKey): Promise<void> {
  await query
    .insertInto('api_keys')
    .values({ id: keyId, account_id: accountId, environment, name, hash, expires_at: null, revoked_at: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Whether the account has any key that works. */
export async function hasApiKey(query: Kysely<Schema>, accountId: string): Promise<boolean> {
  const row = await query
    .selectFrom('api_keys')
    .select('id')
    .where('account_id', '=', accountId)
    .where('revoked_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
