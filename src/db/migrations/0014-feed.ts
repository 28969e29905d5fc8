import { type Kysely, sql } from 'kysely'
import { protectTenantTable } from './tenant-table.js'

/** How far a receiver has read the feed of its subscription. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table subscription_feeds (
      subscription_id text primary key references subscriptions (id),
      account_id text not null references accounts (id),
      -- id of the last notification that was acknowledged
      position text not null,
      acknowledged_at timestamptz not null
    );
    grant select, insert, update on subscription_feeds to posthorn_app;
    grant select on subscription_feeds to posthorn_engine;
  `.execute(db)
  await protectTenantTable(db, 'subscription_feeds')
}
