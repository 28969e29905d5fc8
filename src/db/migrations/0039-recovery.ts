import { type Kysely, sql } from 'kysely'

/** When a failing endpoint is probed, and what it is owed in order. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table subscriptions
      -- null while it is failing: at once
      add column next_probe_at timestamptz,
      -- probes that failed
      add column probes integer not null default 0;
    create index notifications_held_in_order on notifications (subscription_id, id) where state = 'held';
    drop index notifications_held;
  `.execute(db)
}
