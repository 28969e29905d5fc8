import { type Kysely, sql } from 'kysely'
import { protectTenantTable } from './tenant-table.js'

/** Products of the platform, projects of accounts, the products that are attached to a project, and what an attachment's subscription says beside its URL. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await products(db)
  await sql`
    create table projects (
      id text primary key,
      account_id text not null,
      name text not null,
      environment text not null check (environment in ('test', 'live')),
      status text not null default 'testing' check (status in ('testing', 'certified', 'live')),
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      -- the row stays: attachments, subscriptions and events name it
      deleted_at timestamptz
    );
    create index projects_account on projects (account_id, id);

    create table attachments (
      id text primary key,
      account_id text not null,
      project_id text not null,
      product_id text not null,
      state text not null default 'created' check (state in ('created', 'active', 'detached')),
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    create index attachments_project on attachments (project_id, id);
    create unique index attachments_once on attachments (project_id, product_id) where state <> 'detached';

    alter table subscriptions
      add column attachment_id text,
      add column fqdn text,
      add column ip_addresses cidr[] not null default '{}',
      add column contact jsonb,
      add column technical_notes text not null default '';
    -- an attachment has one webhook
    create unique index subscriptions_attachment on subscriptions (attachment_id) where attachment_id is not null and state <> 'deleted';

    grant select, insert, update on projects, attachments to posthorn_app;
    grant select on projects, attachments to posthorn_engine;
  `.execute(db)
  await protectTenantTable(db, 'projects')
  await protectTenantTable(db, 'attachments')
}

/** The platform's own: everybody reads them, and only its own keys write them. */
async function products(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table products (
      id text primary key,
      account_id text not null default 'acc_root' check (account_id = 'acc_root'),
      code text not null constraint products_code unique,
      name text not null,
      supports_webhooks boolean not null,
      event_types text[] not null,
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    grant select, insert, update on products to posthorn_app;
    grant select on products to posthorn_engine;
    alter table products enable row level security;
    alter table products force row level security;
    create policy engine on products to posthorn_engine using (true) with check (true);
    create policy tenant_reads on products for select to posthorn_app using (true);
    create policy platform_makes on products for insert to posthorn_app with check (current_account() = account_id);
    create policy platform_changes on products for update to posthorn_app
      using (current_account() = account_id) with check (current_account() = account_id);
  `.execute(db)
}
