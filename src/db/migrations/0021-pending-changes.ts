import { type Kysely, sql } from 'kysely'
import { protectTenantTable } from './tenant-table.js'

/** Four eyes: which kinds of changes need a second person, and the changes that wait for one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table approval_policies (
      account_id text not null,
      environment text not null,
      kinds text[] not null,
      version integer not null default 1,
      updated_at timestamptz not null default now(),
      primary key (account_id, environment)
    );
    create table change_requests (
      id text primary key,
      account_id text not null,
      environment text not null,
      action text not null,
      kinds text[] not null,
      target text not null,
      target_version integer not null,
      -- sealed: what was asked for, until it is decided, and what would be different
      sealed_ask bytea,
      sealed_differences bytea not null,
      author_key text not null,
      author_account text not null,
      reason text,
      state text not null default 'pending',
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      decided_at timestamptz,
      decided_key text,
      decided_account text,
      decision_reason text,
      break_glass boolean not null default false
    );
    create index change_requests_account on change_requests (account_id, id);
    create index change_requests_pending on change_requests (account_id, id) where state = 'pending';
    grant select, insert, update on approval_policies, change_requests to posthorn_app;
  `.execute(db)
  for (const table of ['approval_policies', 'change_requests']) await protectTenantTable(db, table)
  await questions(db)
}

/** What a tenant is told about what it does not see: what accounts above ask of it, and which key made which. */
async function questions(db: Kysely<unknown>): Promise<void> {
  await sql`
    do $$ begin
      -- these functions run as their owner, on whom row-level security is forced as well
      execute format('create policy owner on approval_policies for select to %I using (true)', current_user);
      execute format('create policy owner on api_keys for select to %I using (true)', current_user);
    end $$;
    create function required_approvals(account text, environment text) returns text[] language sql stable security definer
      set search_path = public, pg_temp as $$
      select coalesce(array_agg(distinct kind), '{}') from approval_policies a
        join account_paths p on p.ancestor_id = a.account_id and p.account_id = required_approvals.account, unnest(a.kinds) kind
        where a.environment = required_approvals.environment and reaches(required_approvals.account)
    $$;
    create function is_key_of(made text, maker text) returns boolean language sql stable security definer
      set search_path = public, pg_temp as $$
      with recursive up as (
        select k.id, k.created_by from api_keys k where k.id = made
        union select k.id, k.created_by from up join api_keys k on k.id = up.created_by
      ) select exists (select from up where up.id = maker)
    $$;
  `.execute(db)
}
