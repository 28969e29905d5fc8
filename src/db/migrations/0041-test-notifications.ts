import { type Kysely, sql } from 'kysely'

/** Lists of notifications tell which are of events that are marked as tests, and what is told of those is marked, too. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table notifications add column test boolean not null default false`.execute(db)
  await sql`alter table own_events add column test boolean not null default false`.execute(db)
}
