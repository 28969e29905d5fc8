import { Client } from '@temporalio/client'
import { type NativeConnection, Worker } from '@temporalio/worker'
import type { Activities } from '../activities/activities.js'
import { connectTemporal, ensureSearchAttributes, type TemporalAccess } from './temporal.js'

export const TASK_QUEUE = 'notifications'

export interface TemporalLinkDeps {
  readonly access: TemporalAccess
  /** Absent on a node without the role worker: it only signals and asks. */
  readonly activities: Activities | undefined
  /** The bundled workflow code. */
  readonly bundlePath: string
  readonly identity: string
  readonly onFault: (work: string, error: unknown) => void
}

/** The node's link to Temporal: made in the background and kept up, so that Temporal being down never stops a node. */
export interface TemporalLink {
  /** Throws while there has been no connection yet. */
  readonly client: () => Client
  readonly connected: boolean
  stop(): Promise<void>
}

/** A turn holds its slot while it attempts: the default of 40 would let 40 hanging receivers stop everything. */
const TURNS = 1_000
const RETRY_MS = 1_000

export function createTemporalLink(deps: TemporalLinkDeps): TemporalLink {
  const state: LinkState = { stopped: false }
  const stopping = new AbortController()
  const running = keepUp(deps, state, stopping.signal)
  return {
    client() {
      if (!state.client) throw new Error('not connected to Temporal yet')
      return state.client
    },
    get connected() {
      return state.worker?.getState() === 'RUNNING' || (deps.activities === undefined && state.client !== undefined)
    },
    async stop() {
      state.stopped = true
      stopping.abort()
      if (state.worker?.getState() === 'RUNNING') state.worker.shutdown()
      await running
      await state.connection?.close()
    },
  }
}

interface LinkState {
  connection?: NativeConnection
  client?: Client
  worker?: Worker
  stopped: boolean
}

async function keepUp(deps: TemporalLinkDeps, state: LinkState, stopping: AbortSignal): Promise<void> {
  while (!state.stopped) {
    try {
      const connection = state.connection ?? (await connect(deps, state))
      if (!deps.activities) return
      const worker = await createWorker({ ...deps, activities: deps.activities }, connection)
      state.worker = worker
      const running = worker.run()
      // Told to stop while it was being made.
      if (stopping.aborted) worker.shutdown()
      await running
    } catch (error) {
      deps.onFault('worker', error)
    }
    await pause(stopping)
  }
}

async function connect(deps: TemporalLinkDeps, state: LinkState): Promise<NativeConnection> {
  const connection = await connectTemporal(deps.access)
  state.connection = connection
  state.client = new Client({ connection, namespace: deps.access.namespace, identity: deps.identity })
  return connection
}

async function createWorker(deps: TemporalLinkDeps & { activities: Activities }, connection: NativeConnection): Promise<Worker> {
  await ensureSearchAttributes(connection, deps.access.namespace)
  return Worker.create({
    connection,
    namespace: deps.access.namespace,
    taskQueue: TASK_QUEUE,
    identity: deps.identity,
    activities: deps.activities,
    workflowBundle: { codePath: deps.bundlePath },
    maxConcurrentWorkflowTaskExecutions: TURNS,
    maxConcurrentLocalActivityExecutions: TURNS,
    maxCachedWorkflows: 2 * TURNS,
    shutdownGraceTime: '2 seconds',
    shutdownForceTime: '3 seconds',
  })
}

async function pause(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, RETRY_MS)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        resolve()
      },
      { once: true },
    )
  })
}
