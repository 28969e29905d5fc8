import { waitUntil } from '../db/change-notification.js'
import type { Database } from '../db/connect.js'
import { findEarlier } from '../db/find-earlier.js'
import type { OwedRow } from '../db/load-owed.js'
import type { Decision } from '../domain/deliver-types.js'
import { lookAgainAt } from '../domain/ordering.js'
import { isSet, keeperOf, leaving } from './standing.js'

/** A wait in place of an attempt: an earlier notification of the resource is still open. Undefined: it need not wait. */
export type WaitBehind = (row: OwedRow, owner: string) => Promise<Decision | undefined>

export interface WaitBehindDeps {
  readonly db: Database
  readonly clock: () => Date
  readonly ownWorkflowAfterMs: number
}

/** Holds the events of one resource in order for the subscriptions that want it; asks the database for those alone. */
export const createWaitBehind =
  ({ db, clock, ownWorkflowAfterMs }: WaitBehindDeps): WaitBehind =>
  async (row, owner) => {
    const { place } = row
    const earlier = place && (await findEarlier(db.query, row, place))
    if (!earlier) return undefined
    const now = clock()
    const dueAt = lookAgainAt({ now, createdAt: row.createdAt, waitSeconds: place.waitSeconds, earlier })
    const note = `waits for event ${String(earlier.sequence)} of its resource`
    const wait: Decision = { kind: 'retry', number: row.attempts + 1, delayMs: dueAt.getTime() - now.getTime(), note }
    const decision = isSet(owner) ? leaving(wait, row, ownWorkflowAfterMs) : wait
    const waits = await waitUntil(db.query, row.id, { dueAt, workflowId: 'alone' in decision ? row.id : keeperOf(row, owner) })
    return waits ? decision : { ...wait, delayMs: 0, note: 'changed while it waited' }
  }
