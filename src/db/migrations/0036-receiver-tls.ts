import { type Kysely, sql } from 'kysely'

/** Whom to believe that a receiver is who it should be: authorities of its own, keys, and for tests anybody. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // json: in the order of the contract, so that what is the same looks the same; what is not there has its default
  await sql`alter table subscriptions add column tls json not null default '{}'`.execute(db)
}
