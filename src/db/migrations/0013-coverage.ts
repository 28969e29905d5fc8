import { type Kysely, sql } from 'kysely'
import { protectTenantTable } from './tenant-table.js'

/** What is needed to say who should have got an event, and whether everybody did. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await subscriptionVersions(db)
  await sql`
    -- a delivered notification leaves it: what remains is what a report has to list
    create index notifications_undelivered on notifications (coalesce(event_account_id, account_id), created_at, event_id) where state <> 'delivered';

    -- Since when the oldest transaction is open that may still commit something. Others' transactions are hidden from the roles that ask.
    create function oldest_write() returns timestamptz language sql volatile security definer set search_path = pg_catalog as $$
      select least(clock_timestamp(), min(a.xact_start)) from pg_stat_activity a
      where a.datname = current_database() and a.pid <> pg_backend_pid() and (a.backend_xid is not null or a.wait_event_type = 'Lock')
    $$;
  `.execute(db)
}

/** Every version of what decides whom a subscription is owed. A trigger writes it: whoever changes a subscription cannot forget to. */
async function subscriptionVersions(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table subscription_versions (
      subscription_id text not null,
      version integer not null,
      account_id text not null,
      valid_from timestamptz not null,
      -- null: as it is now
      valid_until timestamptz,
      state text not null,
      environment text not null,
      scope text not null,
      include_accounts text[],
      exclude_accounts text[] not null,
      project text,
      origins text[],
      event_types text[] not null,
      filter jsonb,
      primary key (subscription_id, version)
    );
    grant select, insert, update (valid_until) on subscription_versions to posthorn_app, posthorn_engine;

    create function keep_subscription_version() returns trigger language plpgsql set search_path = public as $$
    declare at timestamptz := clock_timestamp();
    begin
      update subscription_versions set valid_until = at where subscription_id = new.id and valid_until is null;
      insert into subscription_versions (subscription_id, version, account_id, valid_from, state, environment, scope, include_accounts,
          exclude_accounts, project, origins, event_types, filter)
        values (new.id, new.version, new.account_id, at, new.state, new.environment, new.scope, new.include_accounts,
          new.exclude_accounts, new.project, new.origins, new.event_types, new.filter);
      return null;
    end $$;
    create trigger subscriptions_made after insert on subscriptions for each row execute function keep_subscription_version();
    create trigger subscriptions_changed after update of version on subscriptions for each row
      when (old.version is distinct from new.version) execute function keep_subscription_version();

    -- what was before the last change of those that are there already was not kept
    insert into subscription_versions (subscription_id, version, account_id, valid_from, state, environment, scope, include_accounts,
        exclude_accounts, project, origins, event_types, filter)
      select id, version, account_id, updated_at, state, environment, scope, include_accounts, exclude_accounts, project, origins, event_types, filter
      from subscriptions;
  `.execute(db)
  await protectTenantTable(db, 'subscription_versions')
}
