import { type Kysely, sql } from 'kysely'

/** How much a receiver wants at a time. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table subscriptions
      -- null: as the nodes have it
      add column max_concurrency integer check (max_concurrency > 0),
      -- null: none
      add column rate_limit jsonb;
  `.execute(db)
}
