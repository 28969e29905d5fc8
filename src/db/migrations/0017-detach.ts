import { type Kysely, sql } from 'kysely'

/** A detached webhook gets nothing new; what it is owed may go on to its end. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table subscriptions drop constraint subscriptions_state_check;
    alter table subscriptions add constraint subscriptions_state_check
      check (state in ('created', 'active', 'paused', 'disabled', 'draining', 'deleted'));
  `.execute(db)
}
