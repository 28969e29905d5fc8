import { type Kysely, sql } from 'kysely'

/** Subscriptions that get the events of one resource one after the other. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- null: as they come
    alter table subscriptions add column order_wait_seconds integer check (order_wait_seconds > 0);
  `.execute(db)
}
