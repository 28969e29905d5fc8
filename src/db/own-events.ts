import { type Kysely, sql } from 'kysely'
import { newId } from '../crypto/ids.js'
import type { Database } from './connect.js'
import type { Schema } from './schema.js'

/** What Posthorn tells an account of an endpoint. */
export interface OwnEvent {
  readonly id: string
  readonly account: string
  readonly environment: 'test' | 'live'
  readonly type:
    | 'notification.exhausted'
    | 'subscription.address_not_registered'
    | 'subscription.certificate_expiring'
    | 'subscription.failing'
    | 'subscription.paused'
    | 'subscription.recovered'
  /** The subscription it is about, which does not get it. */
  readonly about: string
  /** It tells of something that is marked as a test. */
  readonly test: boolean
  /** JSON text of `data`. */
  readonly data: string
  readonly createdAt: Date
}

/** To be published; belongs in the transaction of what it tells. */
export async function insertOwnEvent(
  tx: Kysely<Schema>,
  {
    object,
    test = false,
    ...event
  }: Omit<OwnEvent, 'id' | 'createdAt' | 'data' | 'test'> & { readonly object: object; readonly test?: boolean },
): Promise<void> {
  await tx
    .insertInto('own_events')
    .values({
      id: newId('evt'),
      account_id: event.account,
      environment: event.environment,
      type: event.type,
      subscription_id: event.about,
      test,
      data: JSON.stringify({ object }),
    })
    .execute()
}

/** Those that are still to be published, the oldest first. */
export async function findUnpublished(db: Database, limit: number): Promise<OwnEvent[]> {
  const rows = await db.query
    .selectFrom('own_events')
    .selectAll()
    .where('published_at', 'is', null)
    .orderBy('created_at')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    account: row.account_id,
    environment: row.environment,
    type: row.type as OwnEvent['type'],
    about: row.subscription_id,
    test: row.test,
    data: row.data,
    createdAt: row.created_at,
  }))
}

export async function markPublished(db: Database, id: string): Promise<void> {
  await db.query
    .updateTable('own_events')
    .set({ published_at: sql<Date>`now()` })
    .where('id', '=', id)
    .execute()
}

/** The subscription that one of Posthorn's own events is about; undefined for an event of anybody else. */
export async function aboutOf(tx: Kysely<Schema>, event: { account: string; id: string }): Promise<string | undefined> {
  const row = await tx
    .selectFrom('own_events')
    .select('subscription_id')
    .where('id', '=', event.id)
    .where('account_id', '=', event.account)
    .executeTakeFirst()
  return row?.subscription_id
}
