import { type Kysely, sql } from 'kysely'

/** What a receiver asks of a request beside the message: headers of its own, and a credential. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table subscriptions
      -- json: the order is the owner's
      add column headers json not null default '{}',
      add column auth jsonb not null default '{"kind":"none"}',
      add column sealed_credential bytea`.execute(db)
}
