import type { Client } from '@temporalio/client'
import { WorkflowNotFoundError } from '@temporalio/client'
import { closeNotification, makeDue, openRound } from '../db/change-notification.js'
import type { Database } from '../db/connect.js'
import { loadOwed, type OwedRow } from '../db/load-owed.js'
import { type Found, makeWaitingDue } from '../db/sweep.js'
import { cancel, progress, retryNow } from '../workflows/messages.js'
import type { Relay } from './relay.js'
import type { Starter } from './starter.js'
import type { Wake } from './wake.js'

/** Temporal's own view of a workflow. */
export interface WorkflowDescription {
  readonly workflowId: string
  readonly runId: string
  readonly status: string
  readonly startedAt: string
  readonly closedAt: string | null
  readonly historyLength: number
  readonly url: string | null
  readonly progress: { open: { notification: string; attempt: number; dueAt: string | null; held: boolean; note: string }[] } | null
  readonly progressError: string | null
}

export type Steered = 'done' | 'closed'

/** What operators do to a notification. The row is changed first, so that nothing is lost while Temporal is away. */
export interface Steering {
  /** No attempt starts any more; `closed` when the notification had ended. */
  cancel(id: string, reason?: string): Promise<Steered>
  retryNow(id: string): Promise<Steered>
  /** Opens the next round, whatever the state. */
  replay(id: string): Promise<void>
  /** Undefined when Temporal knows no such workflow. Throws when it cannot be reached. */
  describe(workflowId: string): Promise<WorkflowDescription | undefined>
  url(workflowId: string): string | null
  /** After a subscription was resumed, activated or deleted: what waits for it moves within a second. */
  released(subscription: string): Promise<void>
}

export interface SteeringDeps {
  readonly db: Database
  readonly client: () => Client
  readonly wake: Wake
  readonly relay: Relay
  readonly starter: Starter
  /** Whether this node has the notification queued or under way. */
  readonly has: (id: string) => boolean
  readonly namespace: string
  readonly uiUrl: string | null
  readonly newToken: () => string
  readonly onFault: (work: string, error: unknown) => void
}

const CLOSED = new Set(['delivered', 'exhausted', 'gone', 'cancelled'])

export function createSteering(deps: SteeringDeps): Steering {
  const url = (workflowId: string) =>
    deps.uiUrl === null
      ? null
      : `${deps.uiUrl}/namespaces/${encodeURIComponent(deps.namespace)}/workflows/${encodeURIComponent(workflowId)}`
  const load = async (id: string): Promise<OwedRow> => {
    const [row] = await loadOwed(deps.db, [id])
    if (!row) throw new Error(`notification ${id} has no row`)
    return row
  }
  /** While Temporal is away the row says it already; the sweep delivers the message later. */
  const tell = async (found: Found, waking?: Parameters<Wake>[1]) => {
    try {
      await deps.wake(found, waking)
    } catch (error) {
      deps.onFault('signal', error)
    }
  }

  return {
    url,
    async cancel(id, reason) {
      const row = await load(id)
      if (!(await closeNotification(deps.db, id, 'cancelled'))) return 'closed'
      // Without an owner it is queued or under way: whoever loads the row next sees that it is cancelled.
      if (row.workflowId !== null) await tell(toFound(row), { signal: cancel, reason: reason ?? 'cancelled by an operator' })
      return 'done'
    },
    async retryNow(id) {
      const row = await load(id)
      if (!(await makeDue(deps.db, id))) return 'closed'
      if (row.workflowId === null) deps.starter.add(deps.has(id) ? [] : [toFound(row)])
      else await tell(toFound(row), { signal: retryNow })
      return 'done'
    },
    async replay(id) {
      const row = await load(id)
      const closed = CLOSED.has(row.state)
      // A closed one goes on in a workflow of its own, whatever set it was in.
      await openRound(deps.db, id, { token: deps.newToken(), ...(closed && { workflowId: id }) })
      if (closed) await tell({ ...toFound(row), workflowId: id }, { signal: retryNow })
      else if (row.workflowId !== null) await tell(toFound(row), { signal: retryNow })
    },
    async describe(workflowId) {
      const handle = deps.client().workflow.getHandle(workflowId)
      try {
        const described = await handle.describe()
        const answered = await askProgress(() => handle.query(progress))
        return {
          workflowId,
          runId: described.runId,
          status: described.status.name,
          startedAt: described.startTime.toISOString(),
          closedAt: described.closeTime?.toISOString() ?? null,
          historyLength: described.historyLength,
          url: url(workflowId),
          ...answered,
        }
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return undefined
        throw error
      }
    },
    async released(subscription) {
      deps.relay.nudge()
      const due = await makeWaitingDue(deps.db, subscription)
      await Promise.all(due.slice(0, 1_000).map((found) => tell(found)))
    },
  }
}

async function askProgress(
  query: () => Promise<NonNullable<WorkflowDescription['progress']>>,
): Promise<Pick<WorkflowDescription, 'progress' | 'progressError'>> {
  try {
    return { progress: await query(), progressError: null }
  } catch {
    return { progress: null, progressError: 'no worker answered the query: is a node with the role worker running?' }
  }
}

function toFound(row: OwedRow): Found {
  const labels = { account: row.accountId, subscription: row.subscription, event: row.event, eventType: row.eventType, host: row.host }
  return { id: row.id, from: row.attempts + 1, workflowId: row.workflowId, labels }
}
