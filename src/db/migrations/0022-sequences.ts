import { type Kysely, sql } from 'kysely'
import { protectTenantTable } from './tenant-table.js'

/** The events of a resource are numbered, each with the next number. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table resource_sequences (
      account_id text not null references accounts (id),
      environment text not null,
      resource text not null,
      -- number of the last event
      last bigint not null,
      primary key (account_id, environment, resource)
    );
    grant select, insert, update on resource_sequences to posthorn_engine;

    alter table events add column resource text;
    alter table events add column sequence bigint;
    create unique index events_by_resource on events (account_id, environment, resource, sequence) where resource is not null;
    create index events_of_resource on events (account_id, environment, resource, created_at desc, id desc) where resource is not null;

    -- undoes a statement that would leave a number out
    create function refuse_sequence_gap() returns boolean language plpgsql as $$
    begin
      raise exception 'a number would be left out' using errcode = 'PH001';
    end
    $$;
  `.execute(db)
  await protectTenantTable(db, 'resource_sequences')
}
