import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { RetentionClass } from '../domain/retention.js'
import type { EventKey } from './remove-payloads.js'
import type { Schema } from './schema.js'

/** An event of which nothing is open, with all its notifications; locked until the transaction ends. */
export interface Ended extends EventKey {
  readonly notifications: readonly string[]
}

/** Longer than an attempt may be under way when its notification is ended by somebody: it is still recorded. */
const REST = sql`interval '10 minutes'`

const keysOf = (events: readonly EventKey[]): RawBuilder<unknown> =>
  sql`unnest(${events.map(({ account }) => account)}::text[], ${events.map(({ event }) => event)}::text[]) k(account, event)`

/** Those of the events that have ended. What somebody else is at is left out, not waited for. */
export async function lockEnded(tx: Kysely<Schema>, events: readonly EventKey[]): Promise<Ended[]> {
  const { rows: locked } = await sql<EventKey>`
    select v.account_id as account, v.id as event from ${keysOf(events)}
    join events v on v.account_id = k.account and v.id = k.event
    for update of v skip locked`.execute(tx)
  const { rows } = await endedQuery(locked).execute(tx)
  return rows
}

/** A locked notification is looked at as it is now, whatever the statement has seen of it before. */
export const endedQuery = (events: readonly EventKey[]): RawBuilder<Ended> => sql<Ended>`
  with locked as materialized (
    select n.id, n.state in ('pending', 'retrying', 'held') or n.updated_at > now() - ${REST} as open
    from ${keysOf(events)} join notifications n on coalesce(n.event_account_id, n.account_id) = k.account and n.event_id = k.event
    for update of n skip locked
  )
  select k.account, k.event, coalesce(array_agg(n.id) filter (where n.id is not null), '{}') as notifications
  from ${keysOf(events)}
  left join notifications n on coalesce(n.event_account_id, n.account_id) = k.account and n.event_id = k.event
  left join locked on locked.id = n.id
  group by k.account, k.event
  having coalesce(bool_and(n.id is null or not locked.open), true) and count(n.id) = count(locked.id)`

type Remove = (tx: Kysely<Schema>, ended: readonly Ended[]) => Promise<number>

/** What goes with each class. They return how many: events or, of the attempt bodies, attempts. */
export const removals: Readonly<Record<RetentionClass, Remove>> = {
  metadata: (tx, ended) => affected(tx, metadataRemoval(ended)),
  payload: (tx, ended) => affected(tx, payloadRemoval(ended)),
  attemptBodies: (tx, ended) => affected(tx, attemptBodiesRemoval(ended)),
}

async function affected(tx: Kysely<Schema>, removal: RawBuilder<unknown>): Promise<number> {
  return Number((await removal.execute(tx)).numAffectedRows ?? 0)
}

const idsOf = (ended: readonly Ended[]): RawBuilder<string[]> => sql`${ended.flatMap(({ notifications }) => notifications)}::text[]`

export const metadataRemoval = (ended: readonly Ended[]): RawBuilder<unknown> => sql`
  with attempted as (delete from attempts where notification_id = any(${idsOf(ended)})),
    replayed as (delete from replay_rounds where notification_id = any(${idsOf(ended)})),
    owed as (delete from notifications where id = any(${idsOf(ended)})),
    own as (delete from own_events o using ${keysOf(ended)} where o.id = k.event and o.account_id = k.account),
    revisit as (delete from retention_revisits r using ${keysOf(ended)} where r.account_id = k.account and r.event_id = k.event)
  delete from events v using ${keysOf(ended)} where v.account_id = k.account and v.id = k.event`

/** One of Posthorn's own events keeps whom it was about; it was published, or it would not be there. */
export const payloadRemoval = (ended: readonly Ended[]): RawBuilder<unknown> => sql`
  with own as (
    update own_events o set data = '' from ${keysOf(ended)} where o.id = k.event and o.account_id = k.account and o.published_at is not null
  ), kept as (
    update notifications set kept_body = null where id = any(${idsOf(ended)}) and kept_body is not null
  )
  update events v set body = '', payload_removed_at = now(), payload_removed_by = 'retention' from ${keysOf(ended)}
  where v.account_id = k.account and v.id = k.event and v.payload_removed_at is null`

export const attemptBodiesRemoval = (ended: readonly Ended[]): RawBuilder<unknown> => sql`
  update attempts set response_body = null where notification_id = any(${idsOf(ended)}) and response_body is not null`
