import { type Kysely, sql } from 'kysely'
import { protectTenantTable } from './tenant-table.js'

/** Event types that accounts define for themselves and for all accounts below. Every version stays: data may fit any of them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table event_types (
      account_id text not null references accounts,
      type text not null,
      version integer not null check (version >= 1),
      -- goes up with each compatible change of a version
      revision integer not null default 1,
      description text not null,
      domain text not null,
      product text not null,
      flow text not null,
      data_type text not null check (data_type in ('transaction', 'object')),
      origins text[] not null,
      dedupe_pointers text[] not null,
      dedupe_words text not null,
      -- json keeps the order in which members were written
      schema json not null,
      example json not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (account_id, type, version)
    );
    grant select on event_types to posthorn_engine;
    grant select, insert, update, delete on event_types to posthorn_app;

    -- a tenant sees no account above its own, but the types that are defined there hold for it
    create function accounts_above() returns table (id text, depth integer)
      language sql stable security definer set search_path = public, pg_temp as $$
      select p.ancestor_id, p.depth from account_paths p where p.account_id = current_account() and p.depth > 0
    $$;
  `.execute(db)
  await protectTenantTable(db, 'event_types')
  await sql`create policy tenant_inherits on event_types for select to posthorn_app
    using (account_id in (select id from accounts_above()))`.execute(db)
}
