import type { Database } from './connect.js'
import { type Columns, runOverRows, sqlState, type Statement, toParameters } from './statement.js'

export interface EventRow {
  readonly accountId: string
  readonly id: string
  readonly type: string
  readonly project: string | null
  readonly origin: string
  readonly environment: 'test' | 'live'
  readonly occurredAt: Date
  readonly correlationId: string | null
  readonly priority: 'attended' | 'unattended'
  readonly test: boolean
  readonly subject: string | null
  readonly body: string
  readonly dataAt: number
  readonly requestHash: Buffer
  readonly createdAt: Date
  /** Where the number of the event among those of its resource belongs in the body, in code points; absent without a resource. */
  readonly numbered?: { readonly resource: string; readonly at: number } | undefined
  /** Sum of matching_epoch over the account and its ancestors that the notifications were matched against. */
  readonly matchingEpoch: string
  readonly path: readonly string[]
  readonly notifications: readonly NotificationRow[]
}

export interface NotificationRow {
  readonly id: string
  readonly subscription: string
  /** The account that owns the subscription: the event's, or one above it. */
  readonly owner: string
  readonly held: boolean
  readonly nodeId: string
  /** The project whose product's webhook the subscription is; not stored here. */
  readonly webhookOf: string | null
}

/** `inserted`, or why not: `stale` was matched against older subscriptions, `exists` has an event of this id before it. */
export type PublishResult = 'inserted' | 'stale' | 'exists'

type Flat = EventRow & { readonly ordinal: number }
type FlatNotification = NotificationRow & { readonly ordinal: number }

interface Shape {
  /** Further parameters of an event, and what they are called. */
  readonly parameters?: string
  readonly names?: string
  /** Inserts the fresh events, and names those that were not there. */
  readonly insert: string
  /** Part of the answer that makes the statement fail when it must. */
  readonly verdict?: string
}

const toText = ({ parameters = '', names = '', insert, verdict = '' }: Shape): string => `
  with x as (
    select * from unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[], $9::text[],
      $10::text[], $11::bool[], $12::text[], $13::int[], $14::bytea[], $15::timestamptz[], $16::bigint[], $17::text[], $18::text[]${parameters})
      t(ordinal, account_id, id, type, project, origin, environment, occurred_at, correlation_id, priority, test, body, data_at, request_hash, created_at, epoch, path, subject${names})
  ), fresh as (
    select x.* from x
    where x.epoch = (select sum(a.matching_epoch) from accounts a where a.id = any(string_to_array(x.path, ' ')))
  ), ${insert}, n as (
    insert into notifications (id, account_id, event_account_id, event_id, event_type, subscription_id, node_id, test, state, held_by, next_attempt_at, created_at, updated_at)
    select y.id, y.owner, nullif(x.account_id, y.owner), x.id, x.type, y.subscription_id, y.node_id, x.test,
      case when y.held then 'held' else 'pending' end, case when y.held then 'subscription' end, case when y.held then null else x.created_at end,
      x.created_at, x.created_at
    from unnest($19::int[], $20::text[], $21::text[], $22::text[], $23::bool[], $24::text[]) y(ordinal, id, subscription_id, owner, held, node_id)
    join x on x.ordinal = y.ordinal
    join e on e.account_id = x.account_id and e.id = x.id
  )
  select x.ordinal, fresh.ordinal is not null as fresh, e.id is not null as inserted${verdict}
  from x left join fresh on fresh.ordinal = x.ordinal left join e on e.account_id = x.account_id and e.id = x.id`

const text = toText({
  insert: `e as (
    insert into events (account_id, id, type, project, origin, environment, occurred_at, correlation_id, priority, test, subject, body, data_at, request_hash, created_at)
    select account_id, id, type, project, origin, environment, occurred_at, correlation_id, priority, test, subject, body, data_at, request_hash, created_at from fresh
    -- in one order everywhere: two statements that repeat each other's events do not wait for each other in a circle
    order by account_id, id
    on conflict do nothing
    returning account_id, id
  )`,
})

const numberedText = toText({
  parameters: ', $25::text[], $26::int[]',
  names: ', resource, sequence_at',
  insert: `absent as (
    select fresh.* from fresh where not exists (select 1 from events v where v.account_id = fresh.account_id and v.id = fresh.id)
  ), last as (
    -- who numbers the events of a resource waits here for whoever is doing so
    insert into resource_sequences as r (account_id, environment, resource, last)
    select account_id, environment, resource, count(*) from absent group by 1, 2, 3 order by 1, 2, 3
    on conflict (account_id, environment, resource) do update set last = r.last + excluded.last
    returning account_id, environment, resource, last
  ), numbered as (
    select absent.*, last.last - count(*) over (partition by account_id, environment, resource)
      + row_number() over (partition by account_id, environment, resource order by ordinal) as sequence
    from absent join last using (account_id, environment, resource)
  ), e as (
    insert into events (account_id, id, type, project, origin, environment, occurred_at, correlation_id, priority, test, subject,
      body, data_at, request_hash, created_at, resource, sequence)
    select account_id, id, type, project, origin, environment, occurred_at, correlation_id, priority, test, subject,
      left(body, sequence_at) || sequence || substr(body, sequence_at + 1), data_at + length(sequence::text), request_hash, created_at, resource, sequence
    from numbered
    order by account_id, id
    on conflict do nothing
    returning account_id, id
  )`,
  // another node was publishing the same event: its number would be missing
  verdict: ', case when (select count(*) from absent) > (select count(*) from e) then refuse_sequence_gap() end',
})

const eventColumns: Columns<Flat> = [
  (r) => r.ordinal,
  (r) => r.accountId,
  (r) => r.id,
  (r) => r.type,
  (r) => r.project,
  (r) => r.origin,
  (r) => r.environment,
  (r) => r.occurredAt,
  (r) => r.correlationId,
  (r) => r.priority,
  (r) => r.test,
  (r) => r.body,
  (r) => r.dataAt,
  (r) => r.requestHash,
  (r) => r.createdAt,
  (r) => r.matchingEpoch,
  (r) => r.path.join(' '),
  (r) => r.subject,
]
const notificationColumns: Columns<FlatNotification> = [
  (r) => r.ordinal,
  (r) => r.id,
  (r) => r.subscription,
  (r) => r.owner,
  (r) => r.held,
  (r) => r.nodeId,
]

const numberColumns: Columns<Flat> = [(r) => r.numbered?.resource ?? null, (r) => r.numbered?.at ?? null]

/** SQLSTATE of refuse_sequence_gap(). */
const SEQUENCE_GAP = 'PH001'
/** An event that is there at the second look is not numbered any more. */
const MAX_NUMBERINGS = 5

/**
 * Events with all their notifications, in one statement and one transaction. The keys (account, id) must be
 * distinct within one call. Throws when Postgres does.
 */
export async function insertEvents(db: Database, events: readonly EventRow[]): Promise<PublishResult[]> {
  const flat = toFlat(events)
  return run(db, { name: 'publish', text, values: toValues(flat) }, events.length)
}

/** The same for events that all have a resource, among whose events each gets the next number, without gaps (S4-19). */
export async function insertNumberedEvents(db: Database, events: readonly EventRow[]): Promise<PublishResult[]> {
  const flat = toFlat(events)
  const values = [...toValues(flat), ...toParameters(numberColumns, flat)]
  for (let tries = 1; ; tries++) {
    try {
      return await run(db, { name: 'publish-numbered', text: numberedText, values }, events.length)
    } catch (error) {
      if (sqlState(error) !== SEQUENCE_GAP || tries === MAX_NUMBERINGS) throw error
    }
  }
}

const toFlat = (events: readonly EventRow[]): Flat[] => events.map((event, ordinal) => ({ ...event, ordinal }))

function toValues(flat: readonly Flat[]): string[] {
  const notifications = flat.flatMap(({ ordinal, notifications: of }) => of.map((n) => ({ ...n, ordinal })))
  return [...toParameters(eventColumns, flat), ...toParameters(notificationColumns, notifications)]
}

async function run(db: Database, query: { name: string; text: string; values: string[] }, count: number): Promise<PublishResult[]> {
  const { rows } = await db.pool.query<{ ordinal: number; fresh: boolean; inserted: boolean }>(query)
  const results = new Array<PublishResult>(count).fill('exists')
  for (const row of rows) results[row.ordinal] = row.inserted ? 'inserted' : row.fresh ? 'exists' : 'stale'
  return results
}

export interface StoredEvent {
  readonly accountId: string
  readonly id: string
  readonly requestHash: Buffer
  readonly notifications: readonly StoredNotification[]
}

export type StoredNotification = Pick<NotificationRow, 'id' | 'subscription' | 'owner' | 'webhookOf'>

interface StoredRow {
  account_id: string
  id: string
  request_hash: Buffer
  notifications: StoredNotification[]
}

const storedStatement: Statement<{ accountId: string; id: string }> = {
  name: 'stored-events',
  text: `
    select e.account_id, e.id, e.request_hash,
      coalesce((select json_agg(json_build_object('id', n.id, 'subscription', n.subscription_id, 'owner', n.account_id,
          'webhookOf', (select s.project from subscriptions s where s.id = n.subscription_id and s.attachment_id is not null)) order by n.id)
        from notifications n where coalesce(n.event_account_id, n.account_id) = e.account_id and n.event_id = e.id), '[]'::json) as notifications
    from unnest($1::text[], $2::text[]) k(account_id, id)
    join events e on e.account_id = k.account_id and e.id = k.id`,
  columns: [(k) => k.accountId, (k) => k.id],
}

/** What was stored under these keys; keys without an event are left out. */
export async function findStoredEvents(db: Database, keys: readonly { accountId: string; id: string }[]): Promise<StoredEvent[]> {
  const rows = await runOverRows<{ accountId: string; id: string }, StoredRow>(db.pool, storedStatement, keys)
  return rows.map((row) => ({ accountId: row.account_id, id: row.id, requestHash: row.request_hash, notifications: row.notifications }))
}
