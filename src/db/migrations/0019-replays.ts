import { type Kysely, sql } from 'kysely'
import { protectTenantTable } from './tenant-table.js'

/** Replays of many notifications at once. The row is the truth: its workflow asks what to do next and keeps nothing. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table replays (
      id text primary key,
      -- whose reach it has: of the key that began it
      account_id text not null,
      environment text not null check (environment in ('test', 'live')),
      include text not null check (include in ('failed', 'missing', 'all')),
      filter jsonb not null,
      dry_run boolean not null,
      rate_per_second integer not null,
      reason text not null,
      created_by text not null,
      state text not null default 'running' check (state in ('running', 'paused', 'completed', 'cancelled')),
      phase text not null default 'selecting' check (phase in ('selecting', 'replaying')),
      -- the last that was dealt with in this phase, written in the transaction that deals with it; null: none yet
      position jsonb,
      selected bigint not null default 0,
      replayed bigint not null default 0,
      skipped bigint not null default 0,
      failed bigint not null default 0,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      ended_at timestamptz
    );
    create index replays_account on replays (account_id, id);
    create index replays_running on replays (updated_at) where state = 'running';
    grant select, insert, update on replays to posthorn_app;
    grant select, update on replays to posthorn_engine;

    -- which rounds of a notification a replay has opened
    create table replay_rounds (
      account_id text not null,
      notification_id text not null,
      round integer not null,
      replay_id text not null,
      primary key (notification_id, round)
    );
    grant select, insert on replay_rounds to posthorn_app;
    grant select on replay_rounds to posthorn_engine;

    -- a replay makes those that were never made, within its own reach
    grant insert on notifications to posthorn_app;
  `.execute(db)
  for (const table of ['replays', 'replay_rounds']) await protectTenantTable(db, table)
}
