import { type Kysely, sql } from 'kysely'

/** Which signatures the receiver of a subscription gets, and a signed body for as long as it may be sent again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- json: in the order of the contract, so that what is the same looks the same; what is not there has its default
    alter table subscriptions add column signing json not null default '{}';
    -- written by a failed attempt with its record, so that the next one sends the same bytes; its first word says what it was made from
    alter table notifications add column kept_body text`.execute(db)
}
