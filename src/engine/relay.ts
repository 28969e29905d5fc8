import { LRUCache } from 'lru-cache'
import { forgetExpiredRequests } from '../db/change-requests.js'
import type { Database } from '../db/connect.js'
import { forgetDeadNodes, renewLease } from '../db/nodes.js'
import { findOverdue, type Found, oldestDue, releaseHeld, type SweepPosition, takeOver } from '../db/sweep.js'
import { repeat } from './repeat.js'
import type { Starter } from './starter.js'
import type { Wake } from './wake.js'

export interface RelayDeps {
  readonly db: Database
  readonly node: { readonly id: string; readonly name: string }
  readonly starter: Starter
  readonly wake: Wake
  /** Starts what was committed although its insert failed. */
  readonly settleUnsure: () => Promise<void>
  /** Tells workflows what Temporal could not be told. */
  readonly tellAgain: () => Promise<void>
  /** Hands bulk replays to Temporal that it has not heard of. */
  readonly sweepReplays: () => Promise<void>
  /** Hands the recoveries of failing endpoints to Temporal that it has not heard of. */
  readonly sweepRecoveries: () => Promise<void>
  /** Whether this node has the notification queued or under way. */
  readonly has: (id: string) => boolean
  readonly onRepair: (found: Found) => void
  /** How many nodes live, this one included. */
  readonly onLive: (nodes: number) => void
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
const REPAIR_PAGE = 500
/** A repaired notification is left alone for this long. */
const REPAIR_REST_MS = 60_000
/** After an outage of Postgres the leases of all nodes look dead: each gets this long to renew its own. */
const GRACE_MS = 5_000
/** Rounds between two looks for nodes that died long ago. */
const FORGET_EVERY = 600
/** Rounds between two looks for what is in no hurry. */
const NO_HURRY_EVERY = 15

/**
 * Renews the node's lease and sweeps what nobody looks after: notifications never begun, those whose
 * subscription is active again, and overdue ones without a workflow. Faults are reported and tried again.
 */
export function createRelay(deps: RelayDeps): Relay {
  const lease = createLease(deps)
  // Apart from the sweeps, which may take their time: a node that is slow to sweep is not dead.
  const renewing = repeat(lease.renew, EVERY_MS)
  const sweeping = repeat(createSweep(deps, lease), EVERY_MS)
  return {
    nudge: sweeping.now,
    async stop() {
      await Promise.all([renewing.stop(), sweeping.stop()])
    },
  }
}

interface Lease {
  readonly renew: () => Promise<void>
  /** Whether the leases of the others can be judged. */
  readonly isSettled: () => boolean
}

function createLease({ db, node, onLive, onFault }: RelayDeps): Lease {
  let lostAt = -Infinity
  return {
    async renew() {
      try {
        onLive(await renewLease(db, node))
      } catch (error) {
        lostAt = Date.now()
        onFault('lease', error)
      }
    },
    isSettled: () => Date.now() - lostAt > GRACE_MS,
  }
}

/** One round of all the sweeps; a fault of one kind of work does not stop the others. */
function createSweep(deps: RelayDeps, lease: Lease): () => Promise<void> {
  const { db, node } = deps
  let rounds = 0
  const start = (found: readonly Found[]) => {
    deps.starter.add(found.filter(({ id }) => !deps.has(id)))
  }
  const repair = createRepair(deps, start)
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
    if (lease.isSettled()) await guarded('take over', () => pages(() => takeOver(db, { nodeId: node.id, limit: PAGE }), start))
    await guarded('unsure', deps.settleUnsure)
    await guarded('release', () => pages(() => releaseHeld(db, PAGE), release))
    await guarded('repair', repair)
    await guarded('tell again', deps.tellAgain)
    await guarded('oldest due', async () => {
      deps.onOldestDue(await oldestDue(db))
    })
    if (rounds % NO_HURRY_EVERY === 0) {
      await guarded('replays', deps.sweepReplays)
      await guarded('recoveries', deps.sweepRecoveries)
      await guarded('expired change requests', () => forgetExpiredRequests(db))
    }
    if (rounds++ % FORGET_EVERY === 0) await guarded('forget nodes', () => forgetDeadNodes(db))
  }
}

/**
 * Hands overdue notifications to Temporal again, a page in each round: those at the front that only wait for their
 * slot do not hide the others.
 */
function createRepair(deps: RelayDeps, start: (found: readonly Found[]) => void): () => Promise<void> {
  const repaired = new LRUCache<string, true>({ max: 50_000, ttl: REPAIR_REST_MS })
  let after: SweepPosition | undefined
  return async () => {
    const { found, next } = await findOverdue(deps.db, { nodeId: deps.node.id, limit: REPAIR_PAGE, after })
    after = next
    const lost = found.filter(({ id }) => !repaired.has(id) && !deps.has(id))
    start(lost.filter(({ workflowId }) => workflowId === null))
    for (const one of lost) {
      if (one.workflowId !== null) await deps.wake(one)
      repaired.set(one.id, true)
      deps.onRepair(one)
    }
  }
}

async function pages(next: () => Promise<readonly Found[]>, take: (found: readonly Found[]) => unknown): Promise<void> {
  for (let page = await next(); page.length > 0; page = page.length === PAGE ? await next() : []) await take(page)
}
