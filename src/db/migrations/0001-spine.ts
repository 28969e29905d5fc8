import { type Kysely, sql } from 'kysely'

/**
 * The spine. The hot tables (events, notifications, attempts) carry no foreign keys: their rows are
 * written by single statements that take the ids from each other, and every check would be paid per delivery.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table accounts (
      id text primary key,
      parent_id text references accounts (id),
      kind text not null default 'merchant' check (kind in ('reseller', 'portfolio', 'merchant')),
      name text not null,
      -- raised by every change of a subscription: a publish that matched against an older one is matched again
      matching_epoch bigint not null default 0,
      created_at timestamptz not null default now()
    );
    create index accounts_parent on accounts (parent_id);

    create table api_keys (
      id text primary key,
      account_id text not null references accounts (id),
      name text not null,
      environment text not null check (environment in ('test', 'live')),
      hash bytea not null unique,
      created_at timestamptz not null default now(),
      expires_at timestamptz,
      revoked_at timestamptz
    );

    create table subscriptions (
      id text primary key,
      account_id text not null references accounts (id),
      url text not null,
      host text not null,
      event_types text[] not null,
      description text not null default '',
      schedule jsonb not null,
      timeout_ms integer not null,
      state text not null check (state in ('created', 'active', 'paused', 'disabled', 'deleted')),
      state_reason text,
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    create index subscriptions_account on subscriptions (account_id, id) where state <> 'deleted';

    create table subscription_secrets (
      id text primary key,
      subscription_id text not null references subscriptions (id),
      account_id text not null references accounts (id),
      sealed bytea not null,
      created_at timestamptz not null default now(),
      -- null: the current one; otherwise it goes on signing beside the current one until then
      expires_at timestamptz
    );
    create index subscription_secrets_subscription on subscription_secrets (subscription_id);

    create table nodes (
      id text primary key,
      name text not null,
      started_at timestamptz not null default now(),
      renewed_at timestamptz not null default now()
    );

    create table events (
      account_id text not null,
      id text not null,
      type text not null,
      project text,
      origin text not null,
      environment text not null,
      occurred_at timestamptz not null,
      correlation_id text,
      priority text not null,
      test boolean not null,
      -- the native body, byte for byte as it is signed; the member data starts at character data_at and ends before the last
      body text not null,
      data_at integer not null,
      request_hash bytea not null,
      created_at timestamptz not null default now(),
      primary key (account_id, id)
    );
    create index events_newest on events (account_id, created_at, id);

    create table notifications (
      id text primary key,
      account_id text not null,
      event_id text not null,
      event_type text not null,
      subscription_id text not null,
      -- the node that accepted it: while its lease lives, nobody else starts the notification
      node_id text not null,
      state text not null,
      attempts integer not null default 0,
      round integer not null default 1,
      -- what opened the round (a replay, a reset run): opening is done once
      round_token text,
      -- first attempt of the round and the attempts before it: the schedule is counted from there
      round_started_at timestamptz,
      round_offset integer not null default 0,
      next_attempt_at timestamptz,
      last_outcome text,
      last_status integer,
      workflow_id text,
      -- 'subscription' (paused or not active: released by its resume) or 'operator' (released by a signal)
      held_by text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    create index notifications_account on notifications (account_id, id);
    create index notifications_event on notifications (account_id, event_id);
    create index notifications_subscription on notifications (subscription_id, id);
    -- what the relay sweeps: empty when all is well
    create index notifications_open on notifications (next_attempt_at) where state in ('pending', 'retrying');
    create index notifications_held on notifications (subscription_id) where state = 'held';

    create table attempts (
      notification_id text not null,
      number integer not null,
      started_at timestamptz not null,
      account_id text not null,
      round integer not null,
      dns_ms real,
      connect_ms real,
      tls_ms real,
      first_byte_ms real,
      total_ms real not null,
      address text,
      request_headers text not null,
      status integer,
      response_headers text,
      response_body bytea,
      body_truncated boolean not null default false,
      outcome text not null,
      reason text not null,
      decision text not null,
      next_attempt_at timestamptz,
      duplicate boolean not null default false,
      primary key (notification_id, number, started_at)
    );
  `.execute(db)
}
