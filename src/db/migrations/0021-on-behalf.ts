import { type Kysely, sql } from 'kysely'

/** Whose key it was that changed something: a customer sees what others have changed for it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table audit_entries add column actor_account text`.execute(db)
}
