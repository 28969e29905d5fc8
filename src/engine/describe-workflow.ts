import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import { progress } from '../workflows/messages.js'

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

/** Somebody waits for the answer; a workflow without a worker never gives one. */
const DEADLINE_MS = 5_000

/** Asks Temporal; undefined when it knows no such workflow. Throws when it cannot be reached. */
export async function describeWorkflow(client: Client, workflowId: string): Promise<Omit<WorkflowDescription, 'url'> | undefined> {
  const handle = client.workflow.getHandle(workflowId)
  const soon = <T>(ask: () => Promise<T>): Promise<T> => client.withDeadline(Date.now() + DEADLINE_MS, ask)
  try {
    const { runId, status, startTime, closeTime, historyLength } = await soon(() => handle.describe())
    return {
      workflowId,
      runId,
      status: status.name,
      startedAt: startTime.toISOString(),
      closedAt: closeTime?.toISOString() ?? null,
      historyLength,
      ...(await askProgress(() => soon(() => handle.query(progress)))),
    }
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined
    throw error
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
