import { type Kysely, sql } from 'kysely'

/** What is sealed can be put under another key by whoever sees all tenants; nothing else of it can be changed that way. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    grant select (id, account_id, sealed_ask, sealed_differences), update (sealed_ask, sealed_differences) on change_requests to posthorn_engine;
    grant update (sealed) on subscription_secrets, signing_keys to posthorn_engine`.execute(db)
}
