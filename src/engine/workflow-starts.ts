import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/client'
import type { DeliverInput, Labels } from '../domain/deliver-types.js'
import { summaryOf } from '../domain/labels.js'
import type { deliver } from '../workflows/deliver.js'
import { keywordPairs } from '../workflows/search-attributes.js'
import type { Startable, StartRequest } from './starter.js'

/** A start that Temporal has not answered by then counts as failed; it is asked again with the same id. */
const START_DEADLINE_MS = 10_000

export interface WorkflowStarts {
  readonly start: (request: StartRequest) => Promise<void>
  /** Requests Temporal has not taken yet. */
  readonly unstarted: number
  /** Whether the notification is in one of them. */
  readonly has: (id: string) => boolean
  stop(): void
}

export interface WorkflowStartsDeps {
  readonly client: () => Client
  readonly taskQueue: string
  readonly onStarted: (started: { members: number; eager: boolean }) => void
  readonly onFault: (error: unknown) => void
  /** Members whose delivery is over by now: they need no workflow any more. */
  readonly isOver: (id: string) => boolean
}

const RETRY_MS = 1_000
/** Beyond this many the others are left to the sweep, which finds them overdue in Postgres. */
const MAX_UNSTARTED = 5_000

/** Asks Temporal to start workflows; what it does not take is asked again, one at a time, until it is back. */
export function createWorkflowStarts(deps: WorkflowStartsDeps): WorkflowStarts {
  const unstarted = createUnstarted()
  let timer: NodeJS.Timeout | undefined
  let retrying = false
  let stopped = false

  const retryLater = (): void => {
    if (stopped || timer || retrying || unstarted.size === 0) return
    timer = setTimeout(() => {
      timer = undefined
      void retry()
    }, RETRY_MS)
  }
  const retry = async (): Promise<void> => {
    retrying = true
    for (let request = unstarted.first(); request && !stopped; request = unstarted.first()) {
      const members = request.members.filter(({ id }) => !deps.isOver(id))
      if (members.length > 0 && !(await isTaken(deps, { ...request, members }))) break
      unstarted.dropFirst()
    }
    retrying = false
    retryLater()
  }

  return {
    async start(request) {
      if (await isTaken(deps, request)) return
      unstarted.add(request)
      retryLater()
    },
    get unstarted() {
      return unstarted.size
    },
    has: unstarted.has,
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}

async function isTaken(deps: WorkflowStartsDeps, request: StartRequest): Promise<boolean> {
  try {
    const eager = await startWorkflow(deps, request)
    deps.onStarted({ members: request.members.length, eager })
    return true
  } catch (error) {
    // Closed under this id already: the sweep opens it again should the row still owe anything.
    if (error instanceof WorkflowExecutionAlreadyStartedError) return true
    deps.onFault(error)
    return false
  }
}

/** The requests Temporal has not taken yet, in order of arrival. */
function createUnstarted() {
  const requests: StartRequest[] = []
  const ids = new Set<string>()
  return {
    get size() {
      return requests.length
    },
    first: () => requests[0],
    has: (id: string) => ids.has(id),
    add(request: StartRequest): void {
      if (requests.length >= MAX_UNSTARTED) return
      requests.push(request)
      for (const { id } of request.members) ids.add(id)
    },
    dropFirst(): void {
      for (const { id } of requests.shift()?.members ?? []) ids.delete(id)
    },
  }
}

async function startWorkflow(deps: WorkflowStartsDeps, { workflowId, members }: StartRequest): Promise<boolean> {
  const client = deps.client()
  const { taskQueue } = deps
  const input: DeliverInput = { notifications: members.map(({ id, from }) => ({ id, from, firstDelayMs: 0 })) }
  const handle = await client.withDeadline(Date.now() + START_DEADLINE_MS, () =>
    client.workflow.start<typeof deliver>('deliver', {
      taskQueue,
      workflowId,
      args: [input],
      requestEagerStart: true,
      workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
      workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
      staticSummary: summaryOfAll(members),
      typedSearchAttributes: keywordPairs(sharedLabels(members)),
    }),
  )
  return handle.eagerlyStarted
}

/** Of a set, those labels that all its members share: a search attribute holds one value. */
function sharedLabels(members: readonly Startable[]): Partial<Labels> {
  const first = members[0]?.labels
  if (!first) return {}
  const shared = Object.entries(first).filter(([name, value]) => members.every(({ labels }) => labels[name as keyof Labels] === value))
  return Object.fromEntries(shared)
}

function summaryOfAll(members: readonly Startable[]): string {
  const first = members[0]
  if (members.length === 1 && first) return summaryOf(first.labels)
  const { eventType, host } = sharedLabels(members)
  return `${String(members.length)} notifications${eventType ? ` of ${eventType}` : ''}${host ? ` → ${host}` : ''}`
}
