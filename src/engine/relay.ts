import { LRUCache } from 'lru-cache'
import type { Database } from '../db/connect.js'
import { forgetDeadNodes, renewLease } from '../db/nodes.js'
import { findOverdue, type Found, oldestDue, releaseHeld, takeOver } from '../db/sweep.js'
import type { Starter } from './starter.js'
import type { Wake } from './wake.js'

export interface RelayDeps {
  readonly db: Database
  readonly node: { readonly id: string; readonly name: string }
  readonly starter: Starter
  readonly wake: Wake
  /** Whether this node has the notification queued or under way. */
  readonly has: (id: string) => boolean
  readonly onRepair: (found: Found) => void
  readonly onOldestDue: (oldest: Date | undefined) => void
  readonly onFault: (work: string, error: unknown) => void
}

export interface Relay {
  /** Sweeps now, for example because a subscription was resumed. */
  nudge(): void
  stop(): Promise<void>
}

const EVERY_MS = 1_000
const PAGE = 1_000
const REPAIR_PAGE = 200
/** A repaired notification is left alone for this long. */
const REPAIR_REST_MS = 60_000
/** Rounds between two looks for nodes that died long ago. */
const FORGET_EVERY = 600

/**
 * Renews the node's lease and sweeps what nobody looks after: notifications never begun, those whose
 * subscription is active again, and overdue ones without a workflow. Faults are reported and tried again.
 */
export function createRelay(deps: RelayDeps): Relay {
  const sweep = createSweep(deps)
  let timer: NodeJS.Timeout | undefined
  let sweeping: Promise<void> | undefined
  let stopped = false

  const run = (): void => {
    if (stopped || sweeping) return
    clearTimeout(timer)
    sweeping = sweep().finally(() => {
      sweeping = undefined
      if (!stopped) timer = setTimeout(run, EVERY_MS)
    })
  }
  run()
  return {
    nudge: run,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await sweeping
    },
  }
}

/** One round of all the relay's work; a fault of one kind of work does not stop the others. */
function createSweep(deps: RelayDeps): () => Promise<void> {
  const { db, node } = deps
  const repair = createRepair(deps)
  let rounds = 0
  const start = (found: readonly Found[]) => {
    deps.starter.add(found.filter(({ id }) => !deps.has(id)))
  }
  const release = async (found: readonly Found[]) => {
    start(found.filter(({ workflowId }) => workflowId === null))
    await Promise.all(found.filter(({ workflowId }) => workflowId !== null).map((one) => deps.wake(one)))
  }
  const guarded = async (work: string, run: () => Promise<unknown>) => {
    try {
      await run()
    } catch (error) {
      deps.onFault(work, error)
    }
  }
  return async () => {
    await guarded('lease', () => renewLease(db, node))
    await guarded('take over', () => pages(() => takeOver(db, { nodeId: node.id, limit: PAGE }), start))
    await guarded('release', () => pages(() => releaseHeld(db, PAGE), release))
    await guarded('repair', repair)
    await guarded('oldest due', async () => {
      deps.onOldestDue(await oldestDue(db))
    })
    if (rounds++ % FORGET_EVERY === 0) await guarded('forget nodes', () => forgetDeadNodes(db))
  }
}

/** Hands overdue notifications to Temporal again. */
function createRepair(deps: RelayDeps): () => Promise<void> {
  const repaired = new LRUCache<string, true>({ max: 50_000, ttl: REPAIR_REST_MS })
  return async () => {
    const overdue = await findOverdue(deps.db, REPAIR_PAGE)
    for (const found of overdue.filter(({ id }) => !repaired.has(id) && !deps.has(id))) {
      await deps.wake(found)
      repaired.set(found.id, true)
      deps.onRepair(found)
    }
  }
}

async function pages(next: () => Promise<readonly Found[]>, take: (found: readonly Found[]) => unknown): Promise<void> {
  for (let page = await next(); page.length > 0; page = page.length === PAGE ? await next() : []) await take(page)
}
