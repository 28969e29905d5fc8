import { type Kysely, sql } from 'kysely'

/** Finds the endpoints that have answered that they are gone: whoever heard it may have died before they were paused. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index notifications_gone on notifications (subscription_id, updated_at) where state = 'gone' and last_status = 410`.execute(db)
}
