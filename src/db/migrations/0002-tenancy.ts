import { type Kysely, sql } from 'kysely'
import { protectTenantTable } from './tenant-table.js'

/**
 * Tenant isolation in the database. Two roles that can do less than the owner: `posthorn_engine` for the statements of
 * the hot path, which serve many accounts at once, and `posthorn_app` for whatever a caller can reach, which sees the
 * account named by the setting `posthorn.account` and all below it. Row-level security is forced on the owner, too.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const role of ['posthorn_app', 'posthorn_engine']) await ensureRole(db, role)
  await accountPaths(db)
  await auditTables(db)
  await sql`
    alter table accounts add column updated_at timestamptz not null default now(), add column version integer not null default 1;
    alter table api_keys add column scopes text[] not null default '{*}', add column allowed_addresses cidr[] not null default '{}',
      add column last_used_at timestamptz, add column created_by text;
    create index api_keys_account on api_keys (account_id, id);
    insert into accounts (id, kind, name) values ('acc_root', 'reseller', 'Root') on conflict do nothing;
  `.execute(db)
  await policies(db)
}

async function ensureRole(db: Kysely<unknown>, role: string): Promise<void> {
  await sql`
    do $$ begin
      -- roles belong to all databases of a server: another one, or its administrator, may have made them
      if not exists (select from pg_roles where rolname = ${sql.lit(role)}) then create role ${sql.id(role)} nologin; end if;
    exception when duplicate_object or unique_violation then null;
    end $$;
    do $$ begin
      -- who migrates is who serves: the node takes these roles after it has connected
      execute format('grant %I to %I', ${sql.lit(role)}, current_user);
    -- somebody else's roles are granted by somebody else; whether they can be taken is checked at start
    exception when insufficient_privilege then null;
    end $$;
    grant usage on schema public to ${sql.id(role)}`.execute(db)
}

/** Every account with itself and all its ancestors, kept by a trigger: reach is one look-up, whatever the depth. */
async function accountPaths(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table account_paths (
      ancestor_id text not null,
      account_id text not null,
      -- 0: the account itself
      depth integer not null,
      primary key (ancestor_id, account_id)
    );
    create index account_paths_up on account_paths (account_id, depth);
    insert into account_paths
      with recursive up as (
        select id as account_id, id as ancestor_id, 0 as depth from accounts
        union all select up.account_id, a.parent_id, up.depth + 1 from up join accounts a on a.id = up.ancestor_id where a.parent_id is not null
      ) select ancestor_id, account_id, depth from up;

    create function place_account() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
    begin
      -- a move waits for accounts that are being made below, and they for it
      if tg_op = 'INSERT' then
        perform pg_advisory_xact_lock_shared(hashtext('posthorn account_paths'));
        insert into account_paths values (new.id, new.id, 0);
      else
        perform pg_advisory_xact_lock(hashtext('posthorn account_paths'));
        if exists (select from account_paths p where p.ancestor_id = new.id and p.account_id = new.parent_id) then
          raise exception 'an account cannot be moved below itself' using errcode = 'check_violation', constraint = 'accounts_no_cycle';
        end if;
        delete from account_paths p using account_paths below, account_paths above
          where below.ancestor_id = new.id and above.account_id = new.id and above.depth > 0
            and p.account_id = below.account_id and p.ancestor_id = above.ancestor_id;
      end if;
      insert into account_paths
        select above.ancestor_id, below.account_id, above.depth + below.depth + 1
        from account_paths above, account_paths below where above.account_id = new.parent_id and below.ancestor_id = new.id;
      return null;
    end $$;
    create trigger accounts_placed after insert on accounts for each row execute function place_account();
    create trigger accounts_moved after update of parent_id on accounts for each row
      when (old.parent_id is distinct from new.parent_id) execute function place_account();
  `.execute(db)
}

/** Every change of what a tenant owns, chained by hashes, one chain for each account. */
async function auditTables(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table audit_entries (
      account_id text not null,
      sequence bigint not null,
      at timestamptz not null,
      actor_kind text not null,
      actor_id text not null,
      action text not null,
      target text not null,
      -- JSON, secrets masked; text, because its hash is over these very characters
      before text,
      after text,
      reason text,
      source_address text,
      request_id text,
      previous_hash bytea not null,
      hash bytea not null,
      primary key (account_id, sequence)
    );
    create table audit_heads (
      account_id text primary key,
      sequence bigint not null,
      hash bytea not null
    );
  `.execute(db)
}

const tenantTables = [
  'api_keys',
  'subscriptions',
  'subscription_secrets',
  'events',
  'notifications',
  'attempts',
  'audit_entries',
  'audit_heads',
]

const grants = sql`
    grant select on all tables in schema public to posthorn_engine;
    revoke all on kysely_migration, kysely_migration_lock from posthorn_engine;
    grant insert on events, notifications, attempts, audit_entries, audit_heads to posthorn_engine;
    grant update on notifications, subscriptions, audit_heads to posthorn_engine;
    grant update (matching_epoch) on accounts to posthorn_engine;
    grant update (last_used_at) on api_keys to posthorn_engine;
    grant insert, update, delete on nodes to posthorn_engine;

    grant select on account_paths, accounts, api_keys, subscriptions, subscription_secrets, events, notifications, attempts, audit_entries, audit_heads
      to posthorn_app;
    grant insert on accounts, api_keys, subscriptions, subscription_secrets, audit_entries, audit_heads to posthorn_app;
    grant update on accounts, api_keys, subscriptions, subscription_secrets, notifications, audit_heads to posthorn_app;`

async function policies(db: Kysely<unknown>): Promise<void> {
  await sql`
    ${grants}
    create function current_account() returns text language sql stable as $$ select current_setting('posthorn.account', true) $$;

    alter table account_paths enable row level security;
    alter table account_paths force row level security;
    create policy engine on account_paths to posthorn_engine using (true) with check (true);
    -- looks past the policy it serves: a policy may not ask its own table
    create function reaches(account text) returns boolean language sql stable security definer set search_path = public, pg_temp as $$
      select exists (select from account_paths p where p.ancestor_id = current_account() and p.account_id = account)
    $$;
    create policy tenant on account_paths for select to posthorn_app using (ancestor_id = current_account() or reaches(ancestor_id));
    do $$ begin
      -- the trigger that keeps the table runs as its owner
      execute format('create policy owner on account_paths to %I using (true) with check (true)', current_user);
    end $$;

    alter table accounts enable row level security;
    alter table accounts force row level security;
    create policy engine on accounts to posthorn_engine using (true) with check (true);
    create policy tenant_reads on accounts for select to posthorn_app
      using (exists (select from account_paths p where p.ancestor_id = current_account() and p.account_id = accounts.id));
    -- a new account has no path yet: its parent decides
    create policy tenant_makes on accounts for insert to posthorn_app
      with check (exists (select from account_paths p where p.ancestor_id = current_account() and p.account_id = accounts.parent_id));
    create policy tenant_changes on accounts for update to posthorn_app
      using (exists (select from account_paths p where p.ancestor_id = current_account() and p.account_id = accounts.id))
      with check (accounts.id = current_account()
        or exists (select from account_paths p where p.ancestor_id = current_account() and p.account_id = accounts.parent_id));
  `.execute(db)
  for (const table of tenantTables) await protectTenantTable(db, table)
}
