import { type Kysely, sql } from 'kysely'

/**
 * Who gets what. Subscriptions have not had an environment: nothing says which key made them, so all of them are live.
 * `subscription_match_keys` says where publishing finds a subscription: an event has a handful of such keys, and of all
 * subscriptions above it only those with one of them are read.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table subscriptions
      add column environment text not null default 'live' check (environment in ('test', 'live')),
      add column scope text not null default 'self' check (scope in ('self', 'descendants')),
      -- null: all accounts of the scope
      add column include_accounts text[],
      add column exclude_accounts text[] not null default '{}',
      add column origins text[],
      add column project text,
      add column filter jsonb;

    create function subscription_match_keys(environment text, account_id text, scope text, include_accounts text[], project text, event_types text[])
    returns text[] language sql immutable parallel safe as $$
      select array_agg(environment || ' ' || place || ' ' || pattern || ' ' || coalesce(project, ''))
      from unnest(event_types) pattern,
        unnest(case
          when scope = 'self' then array['self:' || account_id]
          else (select array_agg('below:' || a) from unnest(coalesce(include_accounts, array[account_id])) a)
        end) place
    $$;
    create index subscriptions_match on subscriptions
      using gin (subscription_match_keys(environment, account_id, scope, include_accounts, project, event_types)) with (fastupdate = off)
      where state in ('active', 'paused');

    -- account_id is the owner of the subscription; null: the event is the same account's
    alter table notifications add column event_account_id text;
    create index notifications_of_event on notifications (coalesce(event_account_id, account_id), event_id);
    drop index notifications_event;
  `.execute(db)
}
