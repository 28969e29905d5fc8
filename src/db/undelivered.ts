import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { SubscriptionVersion } from '../domain/coverage.js'
import type { NotificationState, Outcome } from '../domain/delivery-types.js'
import { type Page, readCursor, toPage } from './page.js'
import { accountsWithin, type Reach } from './reach.js'
import type { Schema } from './schema.js'

export interface UndeliveredNotification {
  readonly id: string
  readonly subscription: string
  readonly subscriptionState: SubscriptionVersion['state']
  readonly state: NotificationState
  readonly attempts: number
  readonly lastOutcome: Outcome | null
  readonly nextAttemptAt: string | null
  readonly payloadGone: boolean
}

export interface UndeliveredRecord {
  readonly event: string
  readonly type: string
  readonly account: string
  readonly createdAt: string
  readonly notifications: UndeliveredNotification[]
  readonly moreNotifications: boolean
}

export interface UndeliveredAsk {
  readonly account: string
  readonly from: string
  readonly until: Date
  readonly limit: number
  readonly cursor?: string | undefined
}

interface Row {
  event: string
  account: string
  created_at: Date
  micros: string
  type: string
  notifications: UndeliveredNotification[]
}

/** Notifications listed of one event. */
const MAX_NOTIFICATIONS = 100
const positionForms = [/^\d{1,17}$/, /^[\w.:-]{1,128}$/, /^\w{1,64}$/]

/** The events of an account and those below it that happened and are not confirmed by all who are owed them, oldest first; undefined when the cursor is not one of this list. */
export async function listUndelivered(tx: Kysely<Schema>, ask: UndeliveredAsk, reach: Reach): Promise<Page<UndeliveredRecord> | undefined> {
  const position = ask.cursor === undefined ? [] : readCursor(ask.cursor, positionForms)
  if (!position) return undefined
  const { rows } = await undeliveredQuery(ask, position, reach).execute(tx)
  return toPage(rows, ask.limit, { toItem: toRecord, positionOf: (row) => [row.micros, row.event, row.account] })
}

const toRecord = ({ event, account, created_at, type, notifications }: Row): UndeliveredRecord => ({
  event,
  type,
  account,
  createdAt: created_at.toISOString(),
  notifications: notifications.slice(0, MAX_NOTIFICATIONS),
  moreNotifications: notifications.length > MAX_NOTIFICATIONS,
})

/** The oldest of each account by their index, and of these the oldest: delivered ones are not in it, and nothing is sorted that is not shown. */
export function undeliveredQuery(
  { account, from, until, limit }: UndeliveredAsk,
  position: readonly string[],
  reach: Reach,
): RawBuilder<Row> {
  return sql<Row>`
    select e.event_id as event, e.account_id as account, e.created_at, (extract(epoch from e.created_at) * 1000000)::bigint::text as micros,
      open.list -> 0 ->> 'type' as type, open.list as notifications
    from (
      select oldest.* from ${accountsWithin(reach, account)} as account
      cross join lateral (
        select distinct n.created_at, n.event_id, account.id as account_id from notifications n
        where coalesce(n.event_account_id, n.account_id) = account.id and n.state <> 'delivered' and not n.test
          and n.created_at >= ${from}::timestamptz and n.created_at < ${until}::timestamptz and ${after(position)}
          and exists (select from subscriptions s where s.id = n.subscription_id and s.environment = ${reach.environment})
        order by n.created_at, n.event_id limit ${limit + 1}
      ) oldest
      order by created_at, event_id, account_id limit ${limit + 1}
    ) e
    cross join lateral (
      select json_agg(json_build_object('id', m.id, 'subscription', m.subscription_id, 'subscriptionState', m.subscription_state, 'state', m.state,
        'attempts', m.attempts, 'lastOutcome', m.last_outcome, 'nextAttemptAt', m.next_attempt_at, 'type', m.event_type, 'payloadGone',
        exists (select from events v where v.account_id = e.account_id and v.id = e.event_id and v.payload_removed_at is not null)) order by m.id) as list
      from (
        select n.*, s.state as subscription_state from notifications n join subscriptions s on s.id = n.subscription_id
        where coalesce(n.event_account_id, n.account_id) = e.account_id and n.event_id = e.event_id and n.state <> 'delivered'
        order by n.id limit ${MAX_NOTIFICATIONS + 1}
      ) m
    ) open
    order by e.created_at, e.event_id, e.account_id`
}

const after = ([micros, event, account]: readonly string[]): RawBuilder<unknown> =>
  micros === undefined
    ? sql`true`
    : sql`(n.created_at, n.event_id, account.id) > (timestamptz 'epoch' + interval '1 microsecond' * ${micros}::bigint, ${event}, ${account})`
