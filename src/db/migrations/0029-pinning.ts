import { type Kysely, sql } from 'kysely'

/** Whether deliveries follow the registered addresses of a subscription. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table subscriptions add column pin_mode text not null default 'off' check (pin_mode in ('off', 'warn', 'enforce'));
    -- when its account was last told that it leads to addresses which are not registered
    alter table subscriptions add column unregistered_told_at timestamptz;
  `.execute(db)
}
