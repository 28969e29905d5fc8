import { type Kysely, sql } from 'kysely'

/** How long after its event was accepted a notification of a subscription may be attempted. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- null: as long as the schedule says
    alter table subscriptions add column deadline_seconds integer check (deadline_seconds > 0);
  `.execute(db)
}
