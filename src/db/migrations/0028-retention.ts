import { type Kysely, sql } from 'kysely'
import { narrowToProject, protectTenantTable } from './tenant-table.js'

/** How long each account keeps what, and how far that has been applied. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table retention_policies (
      account_id text primary key references accounts (id),
      -- days; 0: for ever; null: as the account above has it
      payload_days integer check (payload_days >= 0),
      attempt_bodies_days integer check (attempt_bodies_days >= 0),
      metadata_days integer check (metadata_days >= 0),
      version integer not null default 1,
      updated_at timestamptz not null default now()
    );
    create table retention_marks (
      account_id text not null,
      class text not null check (class in ('payload', 'attemptBodies', 'metadata')),
      -- the last event that was looked at: up to there only those on the list of revisits are looked at again
      scanned_at timestamptz not null,
      scanned_event text not null,
      -- something that was published before this is gone
      removed_until timestamptz,
      applied_at timestamptz not null default now(),
      primary key (account_id, class)
    );
    -- events that were still open when a mark passed them, or were opened again since
    create table retention_revisits (
      account_id text not null,
      event_id text not null,
      look_at timestamptz not null default now(),
      primary key (account_id, event_id)
    );
    create index retention_revisits_due on retention_revisits (look_at);
    grant select, insert, update on retention_policies to posthorn_app;
    grant select on retention_marks to posthorn_app;
    grant insert on retention_revisits to posthorn_app;
    grant select on retention_policies to posthorn_engine;
    grant select, insert, update on retention_marks to posthorn_engine;
    grant select, insert, update, delete on retention_revisits to posthorn_engine;
    grant delete on events, notifications, attempts, replay_rounds, own_events to posthorn_engine;
    grant update (data) on own_events to posthorn_engine;

    -- what was gone before it began
    alter table replays add column gone_until timestamptz;
  `.execute(db)
  for (const table of ['retention_policies', 'retention_marks', 'retention_revisits']) await protectTenantTable(db, table)
  await narrowToProject(db, 'retention_policies', { belongs: 'false' })
  await functions(db)
}

async function functions(db: Kysely<unknown>): Promise<void> {
  await sql`
    do $$ begin
      -- these functions run as their owner, on whom row-level security is forced as well
      execute format('create policy owner on retention_policies for select to %I using (true)', current_user);
      execute format('create policy owner on retention_marks for select to %I using (true)', current_user);
      execute format('create policy owner on retention_revisits to %I using (true) with check (true)', current_user);
    end $$;

    -- what the nearest account says that is at least so far above; an account inherits from those beyond its reach, too
    create function nearest_retention(account text, from_depth integer)
    returns table (payload_days integer, attempt_bodies_days integer, metadata_days integer)
    language sql stable security definer set search_path = public, pg_temp as $$
      select
        (array_agg(r.payload_days order by p.depth) filter (where r.payload_days is not null))[1],
        (array_agg(r.attempt_bodies_days order by p.depth) filter (where r.attempt_bodies_days is not null))[1],
        (array_agg(r.metadata_days order by p.depth) filter (where r.metadata_days is not null))[1]
      from account_paths p join retention_policies r on r.account_id = p.ancestor_id
      where p.account_id = account and p.depth >= from_depth and (coalesce(current_account(), '') = '' or reaches(account))
    $$;

    create function revisit_reopened() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
    declare event_account text := coalesce(new.event_account_id, new.account_id);
    begin
      if exists (select from retention_marks m where m.account_id = event_account and m.scanned_at >= new.created_at) then
        insert into retention_revisits (account_id, event_id) values (event_account, new.event_id) on conflict do nothing;
      end if;
      return null;
    end $$;
    create trigger notifications_reopened after update of round on notifications for each row
      when (old.round is distinct from new.round) execute function revisit_reopened();
  `.execute(db)
}
