import { type Kysely, sql } from 'kysely'

/** Events whose payload is removed, and whom an event is about. Everything else of an event, and its trail, stays. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table events
      -- the publisher's word for whom it is about; never sent to a receiver
      add column subject text,
      -- the body is empty since then
      add column payload_removed_at timestamptz,
      add column payload_removed_by text check (payload_removed_by in ('erasure', 'retention'));
    create index events_subject on events (account_id, subject) where subject is not null;
    -- why it ended, where the attempts do not say
    alter table notifications add column end_reason text;

    grant update (body, payload_removed_at, payload_removed_by) on events to posthorn_app, posthorn_engine;
    grant update (response_body) on attempts to posthorn_app, posthorn_engine;
  `.execute(db)
}
