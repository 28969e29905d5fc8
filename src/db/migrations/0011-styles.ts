import { type Kysely, sql } from 'kysely'

/** The names and body a subscription's receiver gets. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table subscriptions add column style jsonb not null default '{"name":"native"}'`.execute(db)
}
