import { sql } from 'kysely'
import { toFailureReason } from '../domain/failure-reason.js'
import type { Database } from './connect.js'
import { insertOwnEvent } from './own-events.js'

interface Exhausted {
  id: string
  account: string
  event: string
  eventType: string
  subscription: string
  environment: 'test' | 'live'
  contact: unknown
  attempts: number
  outcome: string | null
  status: number | null
  at: Date
  test: boolean
  /** The notification was of one of these events itself. */
  own: boolean
}

/**
 * Tells of notifications that were given up, once for each round, in the transaction that notes it: how many were looked
 * at. What was itself such an event is noted and not told: an endpoint for them that is down would go on for ever.
 */
export function announceExhausted(db: Database, limit: number): Promise<number> {
  return db.query.transaction().execute(async (tx) => {
    const { rows } = await sql<Exhausted>`
      update notifications n set announced_round = n.round
      from subscriptions s
      where s.id = n.subscription_id and n.id in (
        select x.id from notifications x where x.state = 'exhausted' and x.announced_round < x.round
        order by x.updated_at limit ${limit} for update skip locked)
      returning n.id, n.account_id as account, n.event_id as event, n.event_type as "eventType", n.subscription_id as subscription,
        s.environment, s.contact, n.attempts, n.last_outcome as outcome, n.last_status as status, n.updated_at as at, n.test,
        exists (select from own_events o where o.id = n.event_id) as own`.execute(tx)
    for (const row of rows) {
      const { account, environment, subscription: about, test } = row
      if (!row.own) await insertOwnEvent(tx, { account, environment, type: 'notification.exhausted', about, test, object: toObject(row) })
    }
    return rows.length
  })
}

const toObject = ({ id, event, eventType, subscription, attempts, outcome, status, at, contact }: Exhausted) => ({
  id,
  event: { id: event },
  eventType,
  subscription: { id: subscription },
  attempts,
  lastOutcome: outcome,
  reason: toFailureReason({ outcome, status }),
  exhaustedAt: at.toISOString(),
  ...(contact !== null && { contact }),
})
