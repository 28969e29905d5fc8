import { type Kysely, sql } from 'kysely'
import type { NotificationState } from '../domain/delivery-types.js'
import { formatId, idRandomBytes } from '../domain/ids.js'
import { readCursor, writeCursor } from './page.js'
import type { Schema } from './schema.js'
import type { SubscriptionRecord } from './subscriptions.js'

export interface FeedRecord {
  readonly id: string
  readonly event: string
  readonly eventType: string
  readonly eventAccount: string
  readonly test: boolean
  readonly state: NotificationState
  readonly createdAt: Date
  readonly priority: 'attended' | 'unattended'
  readonly dataAt: number
  /** The native body; null when it is removed, or the event's account has moved out of reach. */
  readonly body: string | null
}

/** A place in the feed of one subscription, after the notification of this id. */
export const toFeedCursor = (subscription: string, position: string): string => writeCursor([subscription, position])

/** Undefined when the cursor is not one of this subscription's feed. */
export function fromFeedCursor(subscription: string, cursor: string): string | undefined {
  const [of, position] = readCursor(cursor, [/^sub_\w{1,60}$/, /^ntf_\w{1,60}$/]) ?? []
  return of === subscription ? position : undefined
}

/** The place before all notifications made at this moment or later. */
export const positionAt = (moment: Date): string => formatId('ntf', moment.getTime(), new Uint8Array(idRandomBytes))

export interface FeedAsk {
  readonly subscription: string
  readonly after: string
  /** Exclusive: what is younger may not be committed yet. */
  readonly before: string
  readonly limit: number
  /** At most this much of bodies, but one in any case. */
  readonly bytes: number
}

/** Notifications in the order of their making, one more than `limit` if there are more. */
export async function readFeed(
  tx: Kysely<Schema>,
  { subscription, after, before, limit, bytes }: FeedAsk,
): Promise<{ items: FeedRecord[]; more: boolean }> {
  const { rows } = await sql<FeedRecord & { fits: boolean }>`
    select f.*, coalesce(sum(octet_length(f.body)) over (order by f.id rows between unbounded preceding and current row), 0) <= ${bytes} as fits
    from (
      select n.id, n.event_id as event, n.event_type as "eventType", coalesce(n.event_account_id, n.account_id) as "eventAccount", n.test, n.state,
        n.created_at as "createdAt", coalesce(v.priority, 'unattended') as priority, coalesce(v.data_at, 0) as "dataAt", nullif(v.body, '') as body
      from notifications n
      left join events v on v.account_id = coalesce(n.event_account_id, n.account_id) and v.id = n.event_id
      where n.subscription_id = ${subscription} and n.id > ${after} and n.id < ${before}
      order by n.id limit ${limit + 1}
    ) f
    order by f.id`.execute(tx)
  const items = rows.slice(0, limit).filter(({ fits }, i) => fits || i === 0)
  return { items, more: items.length < rows.length }
}

/** The place up to which a feed was acknowledged; undefined when it never was. */
export async function findFeedPosition(tx: Kysely<Schema>, subscription: string): Promise<string | undefined> {
  const { rows } = await sql<{ position: string }>`select position from subscription_feeds where subscription_id = ${subscription}`.execute(
    tx,
  )
  return rows[0]?.position
}

export async function saveFeedPosition(tx: Kysely<Schema>, { id, account }: SubscriptionRecord, position: string): Promise<void> {
  await sql`
    insert into subscription_feeds (subscription_id, account_id, position, acknowledged_at) values (${id}, ${account}, ${position}, now())
    on conflict (subscription_id) do update set position = excluded.position, acknowledged_at = excluded.acknowledged_at`.execute(tx)
}
