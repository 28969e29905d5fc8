import { type Kysely, sql } from 'kysely'

/** What a receiver has to answer for an attempt to count as confirmed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table subscriptions add column confirmation jsonb not null default '{"name":"http-2xx"}';
  `.execute(db)
}
