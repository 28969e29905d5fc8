import { type Kysely, sql } from 'kysely'
import { protectTenantTable } from './tenant-table.js'

/**
 * What Posthorn tells an account of its own endpoints. An event is written with the change it tells of and published
 * afterwards, under the same id and with the same bytes however often that is tried.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table own_events (
      id text primary key,
      account_id text not null,
      environment text not null,
      type text not null,
      -- what it is about, and what does not get it
      subscription_id text not null,
      -- JSON
      data text not null,
      created_at timestamptz not null default now(),
      published_at timestamptz
    );
    create index own_events_unpublished on own_events (created_at, id) where published_at is null;
    grant select on own_events to posthorn_app;
    grant select, insert, update (published_at) on own_events to posthorn_engine;

    alter table subscriptions add column failing_since timestamptz;
    create index subscriptions_failing on subscriptions (failing_since) where failing_since is not null;

    -- the round whose end was told; rows that are delivered are in neither index
    alter table notifications add column announced_round integer not null default 0;
    create index notifications_unannounced on notifications (updated_at) where state = 'exhausted' and announced_round < round;
    create index notifications_failing on notifications (subscription_id, round_started_at) where state in ('retrying', 'exhausted');
    -- the owner of the tables has no policy; what ended before is not told any more
    set local role posthorn_engine;
    update notifications set announced_round = round where state = 'exhausted';
    reset role;
  `.execute(db)
  await protectTenantTable(db, 'own_events')
}
