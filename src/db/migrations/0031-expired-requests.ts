import { type Kysely, sql } from 'kysely'

/** The node forgets what was asked for by change requests that have expired. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index change_requests_to_forget on change_requests (expires_at) where state = 'pending' and sealed_ask is not null;
    grant select (state, sealed_ask, expires_at), update (sealed_ask) on change_requests to posthorn_engine`.execute(db)
}
