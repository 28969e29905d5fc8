import { type Kysely, type Selectable, sql } from 'kysely'
import { type FailureReason, toFailureReason } from '../domain/failure-reason.js'
import { raiseMatchingEpoch } from './accounts.js'
import { writeAudit } from './audit.js'
import type { Database } from './connect.js'
import { type Failing, lastConfirmed } from './failing.js'
import { insertOwnEvent } from './own-events.js'
import type { Schema } from './schema.js'
import type { SubscriptionsTable } from './subscription-tables.js'

type Row = Selectable<SubscriptionsTable>

/**
 * Marks an active subscription as failing, with its audit entry and event: what is published from then on is held for its
 * recovery. Its account; undefined when another node was first, or it has changed or confirmed anything since: a node
 * that counts failures does not see what it confirms to the others, nor that it was paused meanwhile.
 */
export function markFailing(db: Database, { id, since }: Failing, nodeId: string): Promise<string | undefined> {
  return db.query.transaction().execute(async (tx) => {
    const row = await tx
      .updateTable('subscriptions as s')
      .set({ failing_since: since, next_probe_at: null, probes: 0 })
      .where('id', '=', id)
      .where('state', '=', 'active')
      .where('failing_since', 'is', null)
      .where(lastConfirmed, '<', since)
      .where(sql<Date>`date_trunc('milliseconds', s.state_changed_at)`, '<=', since)
      .returningAll()
      .executeTakeFirst()
    if (!row) return undefined
    await raiseMatchingEpoch(tx, row.account_id)
    await tellMark(tx, row, { nodeId, verb: 'failing', object: await toFailingObject(tx, row, since) })
    return row.account_id
  })
}

/** Takes the mark away: what is published is delivered at once again. False when another node was first. */
export function markRecovered(db: Database, { id, since }: Failing, nodeId: string): Promise<boolean> {
  return db.query.transaction().execute(async (tx) => {
    const row = await tx
      .updateTable('subscriptions')
      .set({ failing_since: null, next_probe_at: null, probes: 0 })
      .where('id', '=', id)
      .where('failing_since', '=', since)
      .returningAll()
      .executeTakeFirst()
    if (!row) return false
    await raiseMatchingEpoch(tx, row.account_id)
    await tellMark(tx, row, {
      nodeId,
      verb: 'recovered',
      object: { ...toSubscriptionObject(row), failures: 0, since: since.toISOString() },
    })
    return true
  })
}

interface Mark {
  readonly nodeId: string
  readonly verb: 'failing' | 'recovered'
  readonly object: object
}

async function tellMark(tx: Kysely<Schema>, row: Row, { nodeId, verb, object }: Mark): Promise<void> {
  const failing = verb === 'failing'
  await writeAudit(tx, {
    account: row.account_id,
    actor: { kind: 'node', id: nodeId },
    action: `subscription.${verb}`,
    target: row.id,
    before: { state: row.state, failing: !failing },
    after: { state: row.state, failing },
    reason: null,
    sourceAddress: null,
    requestId: null,
  })
  await insertOwnEvent(tx, {
    account: row.account_id,
    environment: row.environment,
    type: `subscription.${verb}`,
    about: row.id,
    object,
  })
}

/** What an event says of a subscription; whom to tell of it, too, where somebody is named. */
export const toSubscriptionObject = ({ id, host, state, contact }: Row) => ({
  id,
  host,
  status: state,
  ...(contact !== null && { contact }),
})

const COUNTED = 10_000

/** The same with how many notifications fail or were given up since then, at most 10,000, and why the last one did. */
export async function toFailingObject(tx: Kysely<Schema>, row: Row, since: Date): Promise<object> {
  const { rows } = await sql<{ failures: number; outcome: string | null; status: number | null }>`
    select count(*)::int as failures, (array_agg(f.last_outcome order by f.updated_at desc))[1] as outcome,
      (array_agg(f.last_status order by f.updated_at desc))[1] as status
    from (
      select n.last_outcome, n.last_status, n.updated_at from notifications n
      where n.subscription_id = ${row.id} and n.state in ('retrying', 'exhausted') and n.round_started_at >= ${since} limit ${COUNTED}
    ) f`.execute(tx)
  const { failures, outcome, status } = rows[0] ?? { failures: 0, outcome: null, status: null }
  const reason: FailureReason = toFailureReason({ outcome, status })
  return { ...toSubscriptionObject(row), failures, since: since.toISOString(), reason }
}
