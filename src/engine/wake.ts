import {
  type Client,
  type SignalDefinition,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
  WorkflowNotFoundError,
} from '@temporalio/client'
import type { Found } from '../db/sweep.js'
import type { DeliverInput } from '../domain/deliver-types.js'
import { summaryOf } from '../domain/labels.js'
import type { deliver } from '../workflows/deliver.js'
import { retryNow, type Which } from '../workflows/messages.js'
import { keywordPairs } from '../workflows/search-attributes.js'

export interface Waking {
  readonly signal: SignalDefinition<[Which?]>
  readonly reason?: string
  /** Its own workflow is closing, or closed: another takes its place instead of being told. */
  readonly anew?: boolean
}

/** A Temporal that does not answer must not keep a sweep, or somebody who steers, waiting. */
const DEADLINE_MS = 10_000

export type Wake = (found: Found, waking?: Waking) => Promise<void>

/**
 * Reaches the workflow that owns a notification: signals the set it is in or, when that is closed, its own
 * workflow, which is started when there is none. Throws when Temporal cannot be reached.
 */
export const createWake =
  (deps: { client: () => Client; taskQueue: string }): Wake =>
  async (found, waking = { signal: retryNow }) => {
    const which = { notification: found.id, attempt: found.from, ...(waking.reason !== undefined && { reason: waking.reason }) }
    if (
      found.workflowId !== null &&
      found.workflowId !== found.id &&
      (await signalOpen(deps.client(), found.workflowId, { ...waking, which }))
    )
      return
    const input: DeliverInput = { notifications: [{ id: found.id, from: found.from, firstDelayMs: 0 }] }
    const client = deps.client()
    await client.withDeadline(Date.now() + DEADLINE_MS, () =>
      client.workflow.signalWithStart<typeof deliver, [Which?]>('deliver', {
        taskQueue: deps.taskQueue,
        workflowId: found.id,
        args: [input],
        signal: waking.signal,
        signalArgs: [which],
        workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
        workflowIdConflictPolicy:
          waking.anew === true ? WorkflowIdConflictPolicy.TERMINATE_EXISTING : WorkflowIdConflictPolicy.USE_EXISTING,
        staticSummary: summaryOf(found.labels),
        typedSearchAttributes: keywordPairs(found.labels),
      }),
    )
  }

async function signalOpen(client: Client, workflowId: string, { signal, which }: Waking & { which: Which }): Promise<boolean> {
  try {
    await client.withDeadline(Date.now() + DEADLINE_MS, () => client.workflow.getHandle(workflowId).signal(signal, which))
    return true
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false
    throw error
  }
}
