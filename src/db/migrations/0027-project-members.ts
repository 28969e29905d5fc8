import { type Kysely, sql } from 'kysely'
import { narrowToProject, protectTenantTable } from './tenant-table.js'

/** Who works on a project, in which role, and the keys of such a person. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table project_members (
      id text primary key,
      account_id text not null,
      project_id text not null,
      -- an e-mail address, or an id of the platform's own
      person text not null,
      name text not null,
      role text not null check (role in ('administrator', 'developer', 'operator', 'viewer')),
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    create index project_members_project on project_members (project_id, id);
    create unique index project_members_once on project_members (project_id, lower(person));
    -- members go for good: what is kept of a person is kept in the audit, masked
    grant select, insert, update, delete on project_members to posthorn_app;
    grant select on project_members to posthorn_engine;

    -- null: nobody's; of a member that is gone: no key any more
    alter table api_keys add column member_id text;
    create index api_keys_member on api_keys (member_id) where member_id is not null;
    create function are_keys_of_one_member(one text, other text) returns boolean language sql stable security definer
      set search_path = public, pg_temp as $$
      select exists (select from api_keys a join api_keys b on b.member_id = a.member_id where a.id = one and b.id = other)
    $$;
  `.execute(db)
  await protectTenantTable(db, 'project_members')
  await narrowToProject(db, 'project_members', { belongs: 'project_id = current_project()' })
}
