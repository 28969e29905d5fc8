import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely'
import { type Page, readCursor, toPage } from './page.js'
import { accountsWithin, isInProject, type Reach } from './reach.js'
import type { EventsTable, Schema } from './schema.js'

export type Origin = 'bank' | 'processor' | 'network' | 'system' | 'user' | 'api'

export interface EventRecord {
  readonly id: string
  readonly type: string
  readonly account: string
  readonly project: string | null
  readonly origin: Origin
  readonly environment: 'test' | 'live'
  readonly occurredAt: string
  readonly createdAt: string
  readonly correlationId: string | null
  readonly resource: string | null
  readonly sequence: number | null
  readonly priority: 'attended' | 'unattended'
  readonly test: boolean
  readonly subject: string | null
  readonly payloadRemovedAt: string | null
  readonly payloadRemovedBy: 'erasure' | 'retention' | null
}

type Row = Omit<Selectable<EventsTable>, 'body' | 'data_at' | 'request_hash'>

function toEvent(row: Row): EventRecord {
  return {
    id: row.id,
    type: row.type,
    account: row.account_id,
    project: row.project,
    origin: row.origin as Origin,
    environment: row.environment,
    occurredAt: row.occurred_at.toISOString(),
    createdAt: row.created_at.toISOString(),
    correlationId: row.correlation_id,
    resource: row.resource,
    sequence: row.sequence === null ? null : Number(row.sequence),
    priority: row.priority,
    test: row.test,
    subject: row.subject,
    payloadRemovedAt: row.payload_removed_at?.toISOString() ?? null,
    payloadRemovedBy: row.payload_removed_by,
  }
}

const columns = sql`v.id, v.account_id, v.type, v.project, v.origin, v.environment, v.occurred_at, v.correlation_id, v.resource, v.sequence, v.priority, v.test, v.subject, v.payload_removed_at, v.payload_removed_by, v.created_at`

export interface EventFilter {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly account?: string | undefined
  readonly type?: string | undefined
  readonly resource?: string | undefined
  readonly after?: string | undefined
  readonly before?: string | undefined
}

const positionForms = [/^\d{1,17}$/, /^[\w.:-]{1,128}$/, /^\w{1,64}$/]

/** Newest first, by the time of the publish; undefined when the cursor is not one of this list. */
export async function listEvents(query: Kysely<Schema>, filter: EventFilter, reach: Reach): Promise<Page<EventRecord> | undefined> {
  const position = filter.cursor === undefined ? [] : readCursor(filter.cursor, positionForms)
  if (!position) return undefined
  const order = sql`created_at desc, id desc, account_id desc`
  const found = sql`events v where v.account_id = account.id and v.environment = ${reach.environment} and ${isInProject('v.project', reach)} and ${sql.join(conditionsOf(filter, position), sql` and `)}`
  // The newest of each account by its index, and of these the newest: no sort over all that an account has. A page is read
  // only of the accounts whose newest event could be on it.
  const { rows } = await sql<Row & { micros: string }>`
    select newest.*, (extract(epoch from newest.created_at) * 1000000)::bigint::text as micros
    from (
      select first.account_id as id from ${accountsWithin(reach, filter.account)} as account
      cross join lateral (select v.created_at, v.id, v.account_id from ${found} order by ${order} limit 1) first
      order by ${order} limit ${filter.limit + 1}
    ) account
    cross join lateral (select ${columns} from ${found} order by ${order} limit ${filter.limit + 1}) newest
    order by ${order} limit ${filter.limit + 1}`.execute(query)
  return toPage(rows, filter.limit, { toItem: toEvent, positionOf: (row) => [row.micros, row.id, row.account_id] })
}

function conditionsOf({ type, resource, after, before }: EventFilter, [micros, id, account]: readonly string[]): RawBuilder<unknown>[] {
  return [
    sql`true`,
    ...(type === undefined ? [] : [sql`v.type = ${type}`]),
    ...(resource === undefined ? [] : [sql`v.resource = ${resource}`]),
    ...(after === undefined ? [] : [sql`v.created_at >= ${after}::timestamptz`]),
    ...(before === undefined ? [] : [sql`v.created_at < ${before}::timestamptz`]),
    ...(micros === undefined
      ? []
      : [
          sql`(v.created_at, v.id, v.account_id) < (timestamptz 'epoch' + interval '1 microsecond' * ${micros}::bigint, ${id}, ${account})`,
        ]),
  ]
}

/** `body` is null once the payload is removed. */
export type EventWithBody = EventRecord & { readonly body: string | null }

/**
 * The events of this id within reach, with the native body, at most two: of the account that is asked for, or else
 * of any; those of the caller's own account come first. Ids are the publishers' own: two accounts may use the same.
 */
export async function findEvents(
  query: Kysely<Schema>,
  { id, account }: { id: string; account?: string | undefined },
  reach: Reach,
): Promise<EventWithBody[]> {
  const only = account === undefined ? sql`true` : sql`v.account_id = ${account}`
  const { rows } = await sql<Row & { body: string }>`
    select ${columns}, v.body from ${accountsWithin(reach, account)} as account
    join events v on v.account_id = account.id and v.id = ${id}
    where v.environment = ${reach.environment} and ${isInProject('v.project', reach)} and ${only}
    order by v.account_id = ${reach.accountId} desc limit 2`.execute(query)
  return rows.map((row) => ({ ...toEvent(row), body: row.payload_removed_at === null ? row.body : null }))
}
