import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { EndedState } from '../domain/replay.js'
import { accountsWithin, isInProject, isWebhookOf, isWithin, type Reach } from './reach.js'
import type { ReplayFilter, ReplayPosition } from './replays.js'
import type { Schema } from './schema.js'

export interface SelectionAsk {
  readonly reach: Reach
  readonly filter: ReplayFilter
  readonly after: ReplayPosition | null
  readonly limit: number
}

/** Notifications to open the next round of; `next` is null when there are no more. */
export interface SelectedPage {
  readonly notifications: readonly string[]
  readonly next: ReplayPosition | null
}

interface FoundRow extends ReplayPosition {
  readonly notification: string
}

const micros = (column: string): RawBuilder<string> => sql`(extract(epoch from ${sql.ref(column)}) * 1000000)::bigint::text`
const timeOf = ({ micros: at }: ReplayPosition): RawBuilder<Date> => sql`(timestamptz 'epoch' + interval '1 microsecond' * ${at}::bigint)`

/** The accounts of the events, those before the position left out. */
const accountsFrom = ({ reach, filter, after }: SelectionAsk): RawBuilder<unknown> =>
  sql`(select w.id from ${accountsWithin(reach, filter.account)} w where w.id >= ${after?.account ?? ''}) account`

/** From where on to look in the account at hand: an index can begin there. */
const startIn = ({ filter, after }: SelectionAsk): RawBuilder<Date> =>
  after
    ? sql`case when account.id = ${after.account} then ${timeOf(after)} else ${filter.from}::timestamptz end`
    : sql`${filter.from}::timestamptz`

const ofTypes = (column: string, types: readonly string[] | undefined): RawBuilder<unknown> => {
  if (types === undefined || types.includes('*')) return sql`true`
  const prefixes = types.filter((type) => type.endsWith('.*')).map((type) => type.slice(0, -1))
  return sql`(${sql.ref(column)} = any(${types}::text[]) or exists (select from unnest(${prefixes}::text[]) p where starts_with(${sql.ref(column)}, p)))`
}

/** What a replay may open again: of a subscription that is still there, and of an event that happened. */
const replayable = ({ reach, filter }: SelectionAsk, states: readonly EndedState[]): RawBuilder<unknown> => sql`
  n.state = any(${states}::text[]) and not n.test and not exists (select from events v
    where v.account_id = coalesce(n.event_account_id, n.account_id) and v.id = n.event_id and v.payload_removed_at is not null) and ${ofTypes('n.event_type', filter.eventTypes)} and ${isWithin('n.account_id', reach.accountId)}
  and ${filter.subscription === undefined ? sql`true` : sql`n.subscription_id = ${filter.subscription}`}
  and exists (select from subscriptions s where s.id = n.subscription_id and s.environment = ${reach.environment} and ${isWebhookOf('s', reach)} and s.state <> 'deleted')`

/** Those that ended otherwise than delivered, by the index that holds them alone. */
export async function selectFailed(tx: Kysely<Schema>, ask: SelectionAsk, states: readonly EndedState[]): Promise<SelectedPage> {
  const { rows } = await failedQuery(ask, states).execute(tx)
  return toSelected(rows, rows.length === ask.limit ? rows.at(-1) : undefined)
}

export function failedQuery(ask: SelectionAsk, states: readonly EndedState[]): RawBuilder<FoundRow> {
  const { filter, after, limit } = ask
  const beyond = after
    ? sql`(account.id <> ${after.account} or (n.created_at, n.event_id, n.id) > (${timeOf(after)}, ${after.event}, ${after.notification}))`
    : sql`true`
  return sql<FoundRow>`
    select account.id as account, ${micros('found.created_at')} as micros, found.event_id as event, found.id as notification
    from ${accountsFrom(ask)}
    cross join lateral (
      select n.created_at, n.event_id, n.id from notifications n
      where coalesce(n.event_account_id, n.account_id) = account.id and n.state <> 'delivered'
        and n.created_at >= ${startIn(ask)} and n.created_at < ${filter.to}::timestamptz and ${beyond} and ${replayable(ask, states)}
      order by n.created_at, n.event_id, n.id limit ${limit}
    ) found
    order by account.id, found.created_at, found.event_id, found.id limit ${limit}`
}

/** Whatever has ended, event by event: there is no index of what was delivered. */
export async function selectEnded(tx: Kysely<Schema>, ask: SelectionAsk, states: readonly EndedState[]): Promise<SelectedPage> {
  const { after, limit } = ask
  const { events, next } = await pageOfEvents(tx, ask, { inclusive: after !== null && after.notification !== '' })
  const keys = sql`unnest(${events.map(({ account }) => account)}::text[], ${events.map(({ event }) => event)}::text[],
    ${events.map((row) => row.micros)}::text[]) with ordinality e(account, event, micros, place)`
  const beyond = after ? sql`((e.account, e.event) <> (${after.account}, ${after.event}) or n.id > ${after.notification})` : sql`true`
  const { rows } = await sql<FoundRow>`
    select e.account, e.micros, e.event, n.id as notification
    from ${keys} join notifications n on coalesce(n.event_account_id, n.account_id) = e.account and n.event_id = e.event
    where ${beyond} and ${replayable(ask, states)}
    order by e.place, n.id limit ${limit}`.execute(tx)
  return toSelected(rows, rows.length === limit ? rows.at(-1) : next)
}

const toSelected = (rows: readonly FoundRow[], last: ReplayPosition | null | undefined): SelectedPage => ({
  notifications: rows.map(({ notification }) => notification),
  next: last ? { account: last.account, micros: last.micros, event: last.event, notification: last.notification } : null,
})

export interface EventOfPage {
  readonly account: string
  readonly micros: string
  readonly event: string
}

const MAX_EVENTS = 1_000

/** Events in the order of accounts and of their publishing; `next` is null on the last page. */
async function pageOfEvents(
  tx: Kysely<Schema>,
  ask: SelectionAsk,
  { inclusive }: { inclusive: boolean },
): Promise<{ events: EventOfPage[]; next: ReplayPosition | null }> {
  const limit = Math.min(ask.limit, MAX_EVENTS)
  const { rows } = await eventsQuery<EventOfPage>(ask, { inclusive, limit, columns: sql`v.account_id as account, v.id as event` }).execute(
    tx,
  )
  const last = rows.length === limit ? rows.at(-1) : undefined
  return { events: rows, next: last ? positionOf(last) : null }
}

export const positionOf = ({ account, micros: at, event }: EventOfPage): ReplayPosition => ({
  account,
  micros: at,
  event,
  notification: '',
})

export interface EventToMatchAgain extends EventOfPage {
  readonly type: string
  readonly origin: string
  readonly project: string | null
  readonly createdAt: Date
  readonly body: string
}

/** The same with what decides who is owed them. */
export async function eventsToMatch(tx: Kysely<Schema>, ask: SelectionAsk): Promise<EventToMatchAgain[]> {
  const columns = sql`v.account_id as account, v.id as event, v.type, v.origin, v.project, v.created_at as "createdAt", v.body`
  const { rows } = await eventsQuery<EventToMatchAgain>(ask, { inclusive: false, limit: ask.limit, columns }).execute(tx)
  return rows
}

export function eventsQuery<Row>(
  ask: SelectionAsk,
  { inclusive, limit, columns }: { inclusive: boolean; limit: number; columns: RawBuilder<unknown> },
): RawBuilder<Row> {
  const { reach, filter, after } = ask
  const compare = inclusive ? sql`>=` : sql`>`
  const beyond = after
    ? sql`(account.id <> ${after.account} or (v.created_at, v.id) ${compare} (${timeOf(after)}, ${after.event}))`
    : sql`true`
  return sql<Row>`
    select found.*, ${micros('found.at')} as micros from ${accountsFrom(ask)}
    cross join lateral (
      select ${columns}, v.created_at as at from events v
      where v.account_id = account.id and v.environment = ${reach.environment} and ${isInProject('v.project', reach)} and not v.test and v.payload_removed_at is null and ${ofTypes('v.type', filter.eventTypes)}
        and v.created_at >= ${startIn(ask)} and v.created_at < ${filter.to}::timestamptz and ${beyond}
      order by v.created_at, v.id limit ${limit}
    ) found
    order by found.account, found.at, found.event limit ${limit}`
}
