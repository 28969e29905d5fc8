import { type Kysely, sql } from 'kysely'

/** Who brought a subscription into its state, when and why; and its history, found by what was changed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table subscriptions
      add column state_changed_at timestamptz not null default now(),
      -- null: before this was kept
      add column state_code text,
      add column state_by jsonb;
    create index audit_entries_target on audit_entries (account_id, target, sequence);
    -- the owner of the tables has no policy
    set local role posthorn_engine;
    update subscriptions set state_changed_at = updated_at;
    update subscriptions set state_code = 'receiver_gone', state_by = '{"kind":"node","id":"unknown"}' where state_reason is not null;
    reset role;
  `.execute(db)
}
