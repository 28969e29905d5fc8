import type { Client } from '@temporalio/client'
import type { Kysely } from 'kysely'
import { closeNotification, makeDue, openRound } from '../db/change-notification.js'
import type { Database } from '../db/connect.js'
import { findFailingOf } from '../db/recovery.js'
import { loadOwed, type OwedRow } from '../db/load-owed.js'
import { cancelOfEvents, type EventKey, removeAnswers } from '../db/remove-payloads.js'
import { cancelOpen } from '../db/open-notifications.js'
import type { Schema } from '../db/schema.js'
import { type Found, makeWaitingDue } from '../db/sweep.js'
import type { NotificationState } from '../domain/delivery-types.js'
import { retryNow } from '../workflows/messages.js'
import { describeWorkflow, type WorkflowDescription } from './describe-workflow.js'
import type { Recoveries } from './recoveries.js'
import type { Relay } from './relay.js'
import type { Starter } from './starter.js'
import type { Untold } from './untold.js'
import type { Wake, Waking } from './wake.js'

/** Tells whoever owns the notification what its row says; to be called when that has been committed. Never rejects. */
export type Tell = () => Promise<void>

/**
 * What operators do to a notification. The row is changed first, in the caller's transaction, so that nothing is lost
 * while Temporal is away, and read after the commit, so that the workflow that owns it by then hears of it.
 */
export interface Steering {
  /** No attempt starts any more; undefined when the notification had ended. */
  cancel(tx: Kysely<Schema>, id: string): Promise<Tell | undefined>
  /** The same for all notifications of subscriptions; `count` of them had not ended. */
  cancelAll(tx: Kysely<Schema>, subscriptions: readonly string[]): Promise<{ readonly count: number; readonly tell: Tell }>
  retryNow(tx: Kysely<Schema>, id: string): Promise<Tell | undefined>
  /** Opens the next round, whatever the state. */
  replay(tx: Kysely<Schema>, found: { id: string; state: NotificationState }): Promise<Tell>
  /** Undefined when Temporal knows no such workflow. Throws when it cannot be reached. */
  describe(workflowId: string): Promise<WorkflowDescription | undefined>
  url(workflowId: string): string | null
  /** After a subscription was resumed, activated or deleted: what waits for it moves within a second. */
  released(subscription: string): Promise<void>
  /** After the payloads of events were removed: ends what is owed to accounts beyond the eraser's reach, and tells the workflows of all. */
  erased(events: readonly EventKey[], cancelled: readonly Found[]): Promise<void>
}

export interface SteeringDeps {
  readonly db: Database
  readonly client: () => Client
  readonly wake: Wake
  readonly recoveries: Pick<Recoveries, 'tell'>
  readonly untold: Untold
  readonly relay: Relay
  readonly starter: Starter
  /** Whether this node has the notification queued or under way. */
  readonly has: (id: string) => boolean
  readonly namespace: string
  readonly uiUrl: string | null
  readonly newToken: () => string
  readonly onFault: (work: string, error: unknown) => void
}

/** Beyond these the sweep finds them overdue, or their own timer wakes them. */
const TOLD_AT_ONCE = 1_000
const CANCELLED = 'cancelled by an operator'

export function createSteering(deps: SteeringDeps): Steering {
  const url = (workflowId: string) =>
    deps.uiUrl === null
      ? null
      : `${deps.uiUrl}/namespaces/${encodeURIComponent(deps.namespace)}/workflows/${encodeURIComponent(workflowId)}`
  return {
    url,
    ...createNudges(deps),
    async describe(workflowId) {
      const described = await describeWorkflow(deps.client(), workflowId)
      return described && { ...described, url: url(workflowId) }
    },
    async erased(events, cancelled) {
      const beyond = await cancelOfEvents(deps.db.query, events, 'erased')
      await removeAnswers(deps.db.query, events)
      const owned = [...cancelled, ...beyond].filter(({ workflowId }) => workflowId !== null)
      await Promise.all(owned.slice(0, TOLD_AT_ONCE).map((found) => tellOfEnd(deps, found, 'erased')))
    },
    async cancelAll(tx, subscriptions) {
      const cancelled = await cancelOpen(tx, subscriptions)
      const owned = cancelled.filter(({ workflowId }) => workflowId !== null).slice(0, TOLD_AT_ONCE)
      return {
        count: cancelled.length,
        async tell() {
          await Promise.all(owned.map((found) => tellOfEnd(deps, found, CANCELLED)))
        },
      }
    },
    async released(subscription) {
      deps.relay.nudge()
      const due = await makeWaitingDue(deps.db, subscription)
      await Promise.all(due.slice(0, TOLD_AT_ONCE).map((found) => tell(deps, found)))
    },
  }
}

function createNudges(deps: SteeringDeps): Pick<Steering, 'cancel' | 'retryNow' | 'replay'> {
  return {
    async cancel(tx, id) {
      if (!(await closeNotification(tx, id, { state: 'cancelled' }))) return undefined
      return async () => {
        const row = await load(deps.db, id)
        // Without an owner it is queued or under way: whoever loads the row next sees that it is cancelled.
        // The row says it: a signal that cancels would also end a round that is opened right after.
        // Why it was cancelled is in the audit trail: what people write does not go to Temporal.
        if (row.workflowId !== null) await tellOfEnd(deps, toFound(row), CANCELLED)
      }
    },
    async retryNow(tx, id) {
      const failing = await findFailingOf(tx, id)
      if (failing) return () => deps.recoveries.tell(failing, id)
      if (!(await makeDue(tx, id))) return undefined
      return async () => {
        const row = await load(deps.db, id)
        if (row.workflowId !== null) await tell(deps, toFound(row), { signal: retryNow })
        else if (!deps.has(id)) deps.starter.add([toFound(row)])
      }
    },
    async replay(tx, { id, state }) {
      await openRound(tx, id, deps.newToken())
      return async () => {
        const row = await load(deps.db, id)
        // The workflow of a cancelled one asks Temporal to cancel it, and hears nothing any more.
        if (row.workflowId !== null) await tell(deps, toFound(row), { signal: retryNow, anew: state === 'cancelled' })
      }
    },
  }
}

async function load(db: Database, id: string): Promise<OwedRow> {
  const [row] = await loadOwed(db, [id])
  if (!row) throw new Error(`notification ${id} has no row`)
  return row
}

/** While Temporal is away it is told again and again: the row owes nothing any more, so that no sweep finds it. */
async function tellOfEnd(deps: SteeringDeps, found: Found, reason: string): Promise<void> {
  const waking = { signal: retryNow, reason }
  if (!(await tell(deps, found, waking))) deps.untold.add(found, waking)
}

/** Whether it was told. While Temporal is away the row says it already; the sweep delivers the message later. */
async function tell(deps: SteeringDeps, found: Found, waking?: Waking): Promise<boolean> {
  try {
    await deps.wake(found, waking)
    return true
  } catch (error) {
    deps.onFault('signal', error)
    return false
  }
}

function toFound(row: OwedRow): Found {
  const labels = { account: row.accountId, subscription: row.subscription, event: row.event, eventType: row.eventType, host: row.host }
  return { id: row.id, from: row.attempts + 1, workflowId: row.workflowId, again: row.round > 1, labels }
}
