import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely'
import type { NotificationState, Outcome } from '../domain/delivery-types.js'
import { type Page, readCursor, toPage } from './page.js'
import { accountsWithin, isWebhookOf, isWithin, type Reach } from './reach.js'
import type { NotificationsTable, Schema } from './schema.js'

export interface NotificationRecord {
  readonly id: string
  readonly event: string
  readonly eventType: string
  readonly account: string
  readonly eventAccount: string
  readonly subscription: string
  readonly test: boolean
  readonly state: NotificationState
  readonly attempts: number
  readonly round: number
  readonly nextAttemptAt: string | null
  readonly lastOutcome: Outcome | null
  readonly lastStatus: number | null
  readonly workflowId: string | null
  readonly endReason: string | null
  readonly createdAt: string
  readonly updatedAt: string
}

type Row = Selectable<NotificationsTable>

function toNotification(row: Row): NotificationRecord {
  return {
    id: row.id,
    event: row.event_id,
    eventType: row.event_type,
    account: row.account_id,
    eventAccount: row.event_account_id ?? row.account_id,
    subscription: row.subscription_id,
    test: row.test,
    state: row.state as NotificationState,
    attempts: row.attempts,
    round: row.round,
    nextAttemptAt: row.next_attempt_at?.toISOString() ?? null,
    lastOutcome: row.last_outcome as Outcome | null,
    lastStatus: row.last_status,
    workflowId: row.workflow_id,
    endReason: row.end_reason,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}

/** The subscription decides: the event's account may have moved out of the caller's reach since. */
const isOfSubscription = (reach: Reach) => sql<boolean>`exists (
  select 1 from subscriptions s where s.id = n.subscription_id and s.environment = ${reach.environment} and ${isWebhookOf('s', reach)})`

/** Undefined when there is none within reach. */
export async function findNotification(query: Kysely<Schema>, id: string, reach: Reach): Promise<NotificationRecord | undefined> {
  const row = await query
    .selectFrom('notifications as n')
    .selectAll('n')
    .where('n.id', '=', id)
    .where(isWithin('n.account_id', reach.accountId))
    .where(isOfSubscription(reach))
    .executeTakeFirst()
  return row && toNotification(row)
}

/** Those of the ids that are within reach. */
export async function reachedNotifications(query: Kysely<Schema>, ids: readonly string[], reach: Reach): Promise<ReadonlySet<string>> {
  const rows = await query
    .selectFrom('notifications as n')
    .select('n.id')
    .where('n.id', 'in', ids)
    .where(isWithin('n.account_id', reach.accountId))
    .where(isOfSubscription(reach))
    .execute()
  return new Set(rows.map(({ id }) => id))
}

/** The notifications of one event within reach, in the order of their making: what is sent to accounts above is theirs alone. */
export async function listNotificationsOfEvent(
  query: Kysely<Schema>,
  event: { account: string; id: string },
  reach: Reach,
): Promise<NotificationRecord[]> {
  const rows = await query
    .selectFrom('notifications as n')
    .selectAll('n')
    .where(sql`coalesce(n.event_account_id, n.account_id)`, '=', event.account)
    .where('n.event_id', '=', event.id)
    .where(isWithin('n.account_id', reach.accountId))
    .where(isOfSubscription(reach))
    .orderBy('n.id')
    .execute()
  return rows.map(toNotification)
}

export interface NotificationFilter {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly account?: string | undefined
  readonly state?: NotificationState | undefined
  readonly subscription?: string | undefined
  readonly event?: string | undefined
  readonly eventType?: string | undefined
  readonly after?: string | undefined
  readonly before?: string | undefined
}

/** Newest first; undefined when the cursor is not one of this list. */
export async function listNotifications(
  query: Kysely<Schema>,
  filter: NotificationFilter,
  reach: Reach,
): Promise<Page<NotificationRecord> | undefined> {
  const position = filter.cursor === undefined ? [] : readCursor(filter.cursor, [/^ntf_\w{1,60}$/])
  if (!position) return undefined
  // The newest of each place by its index, and of these the newest: no sort over all that an account has.
  const { rows } = await sql<Row>`
    select newest.* from ${placesOf(filter, reach)} as place
    cross join lateral (
      select n.* from notifications n
      where ${reach.project === null ? sql`n.account_id` : sql`n.subscription_id`} = place.id
        and ${isOfSubscription(reach)} and ${sql.join(conditionsOf(filter, position[0]), sql` and `)}
      order by n.id desc limit ${filter.limit + 1}
    ) newest
    order by id desc limit ${filter.limit + 1}`.execute(query)
  return toPage(rows, filter.limit, { toItem: toNotification, positionOf: ({ id }) => [id] })
}

/** The accounts within reach; of a project its webhooks, which are few. */
const placesOf = ({ account }: NotificationFilter, reach: Reach) =>
  reach.project === null
    ? accountsWithin(reach, account)
    : sql`(select s.id from subscriptions s where ${isWebhookOf('s', reach)} and s.account_id in ${accountsWithin(reach, account)})`

const columnsOf = { state: 'n.state', subscription: 'n.subscription_id', event: 'n.event_id', eventType: 'n.event_type' } as const

function conditionsOf(filter: NotificationFilter, position: string | undefined): RawBuilder<unknown>[] {
  const { after, before } = filter
  const equal = (['state', 'subscription', 'event', 'eventType'] as const).flatMap((member) => {
    const value = filter[member]
    return value === undefined ? [] : [sql`${sql.ref(columnsOf[member])} = ${value}`]
  })
  return [
    sql`true`,
    ...equal,
    ...(after === undefined ? [] : [sql`n.created_at >= ${after}::timestamptz`]),
    ...(before === undefined ? [] : [sql`n.created_at < ${before}::timestamptz`]),
    ...(position === undefined ? [] : [sql`n.id < ${position}`]),
  ]
}
