import { type RawBuilder, sql } from 'kysely'
import type { Labels } from '../domain/deliver-types.js'
import type { Database } from './connect.js'

/** A notification the relay found in need of a workflow, or of a nudge to the one it has. */
export interface Found {
  readonly id: string
  readonly from: number
  readonly workflowId: string | null
  /** It was replayed: a workflow of its own may have had its id before. */
  readonly again: boolean
  readonly labels: Labels
}

export interface FoundRow {
  id: string
  attempts: number
  round: number
  workflow_id: string | null
  account_id: string
  subscription_id: string
  event_id: string
  event_type: string
  host: string
}

/** Of a notification `n`. */
export const foundColumns = sql`n.id, n.attempts, n.round, n.workflow_id, n.account_id, n.subscription_id, n.event_id, n.event_type,
  (select s.host from subscriptions s where s.id = n.subscription_id) as host`

/**
 * Takes over notifications that nobody has begun: their node's lease has ended, or has been dead for longer than the
 * workflow task time-out (10 s: Temporal itself repeats an interrupted set before that). What a living node has
 * accepted stays with it, however long it waits there: two nodes would attempt it at the same time.
 */
export function takeOver(db: Database, by: { nodeId: string; limit: number }): Promise<Found[]> {
  return find(
    db,
    sql<FoundRow>`
    update notifications n set node_id = ${by.nodeId}
    where n.id in (
      select p.id from notifications p left join nodes o on o.id = p.node_id
      where p.state = 'pending' and p.workflow_id is null and p.next_attempt_at <= now()
        and p.node_id <> ${by.nodeId} and (o.id is null or o.renewed_at < now() - interval '10 seconds')
      order by p.next_attempt_at limit ${by.limit} for update of p skip locked)
    returning ${foundColumns}`,
  )
}

/** The last notification of a page, in the order of due times: the next page begins after it. */
export interface SweepPosition {
  /** As Postgres writes it: a Date would lose its microseconds. */
  readonly due: string
  readonly id: string
}

/**
 * A page of the notifications that are overdue by more than a minute although a workflow should have attempted them,
 * or this node should have begun them. `next` is undefined on the last page.
 */
export async function findOverdue(
  db: Database,
  { nodeId, limit, after }: { nodeId: string; limit: number; after: SweepPosition | undefined },
): Promise<{ found: Found[]; next: SweepPosition | undefined }> {
  const { due, id } = after ?? { due: '-infinity', id: '' }
  const { rows } = await sql<FoundRow & { due: string }>`
    select ${foundColumns}, n.next_attempt_at::text as due from notifications n
    where n.state in ('pending', 'retrying') and n.next_attempt_at < now() - interval '1 minute'
      and (n.workflow_id is not null or n.node_id = ${nodeId}) and (n.next_attempt_at, n.id) > (${due}::timestamptz, ${id})
    order by n.next_attempt_at, n.id limit ${limit}`.execute(db.query)
  const last = rows.length === limit ? rows.at(-1) : undefined
  return { found: rows.map(toFound), next: last && { due: last.due, id: last.id } }
}

/** Releases notifications held by a subscription that is active and not failing or detached, and all of a deleted one: they are due now. */
export function releaseHeld(db: Database, limit: number): Promise<Found[]> {
  return find(db, releaseQuery(limit))
}

/** Looks at the subscriptions that hold something, one by one along an index, and not at all that they hold. */
export const releaseQuery = (limit: number): RawBuilder<FoundRow> => sql<FoundRow>`
    with recursive holding as (
      (select h.subscription_id as id from notifications h where h.state = 'held' order by h.subscription_id limit 1)
      union all
      select (
        select h.subscription_id from notifications h where h.state = 'held' and h.subscription_id > holding.id order by h.subscription_id limit 1)
      from holding where holding.id is not null
    )
    update notifications n set state = case when n.attempts = 0 or n.workflow_id is null then 'pending' else 'retrying' end, held_by = null, next_attempt_at = now(), updated_at = now()
    where n.id in (
      select h.id from holding join subscriptions s on s.id = holding.id join notifications h on h.subscription_id = s.id
      where h.state = 'held' and (s.state = 'deleted' or (s.state in ('active', 'draining') and s.failing_since is null and h.held_by = 'subscription'))
      order by h.id limit ${limit} for update of h skip locked)
    returning ${foundColumns}`

/** Makes the waiting notifications of a subscription due now, for example because it was deleted. */
export function makeWaitingDue(db: Database, subscription: string): Promise<Found[]> {
  return find(
    db,
    sql<FoundRow>`
    update notifications n set next_attempt_at = now(), updated_at = now()
    where n.subscription_id = ${subscription} and n.state = 'retrying'
    returning ${foundColumns}`,
  )
}

/** When the oldest notification that is due should have been attempted; undefined when nothing is due. */
export async function oldestDue(db: Database): Promise<Date | undefined> {
  const { rows } = await sql<{ oldest: Date | null }>`
    select min(next_attempt_at) as oldest from notifications where state in ('pending', 'retrying') and next_attempt_at <= now()`.execute(
    db.query,
  )
  return rows[0]?.oldest ?? undefined
}

async function find(db: Database, query: RawBuilder<FoundRow>): Promise<Found[]> {
  const { rows } = await query.execute(db.query)
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1)).map(toFound)
}

export function toFound(row: FoundRow): Found {
  const labels = {
    account: row.account_id,
    subscription: row.subscription_id,
    event: row.event_id,
    eventType: row.event_type,
    host: row.host,
  }
  return { id: row.id, from: row.attempts + 1, workflowId: row.workflow_id, again: row.round > 1, labels }
}
