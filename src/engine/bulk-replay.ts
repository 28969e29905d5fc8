import { type Client, WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/client'
import type { Kysely } from 'kysely'
import { writeAudit } from '../db/audit.js'
import { changeReplay, findReplayReach, findStalledReplays, lockReplay, noCounts, type ReplayRecord } from '../db/replays.js'
import type { Reach } from '../db/reach.js'
import type { Schema } from '../db/schema.js'
import type { Found } from '../db/sweep.js'
import { asTenant } from '../db/tenant.js'
import { pauseAfter } from '../domain/replay.js'
import type { AfterPage, BulkReplayInput, ReplayActivities } from '../domain/replay-types.js'
import type { bulkReplay } from '../workflows/bulk-replay.js'
import { replayChanged } from '../workflows/messages.js'
import { keywordPairs } from '../workflows/search-attributes.js'
import { createReplayPage, type ReplayedPage, type ReplayPageDeps } from './replay-page.js'
import type { Starter } from './starter.js'

export interface BulkReplays extends ReplayActivities {
  /** Starts its workflow, or tells it that its row has changed. Never rejects: what Temporal has not heard is swept. */
  tell(replay: { readonly id: string; readonly account: string }): Promise<void>
  /** Tells those that nothing has been done for in a minute. Throws while Postgres or Temporal is away. */
  readonly sweep: () => Promise<void>
}

export interface BulkReplayDeps extends ReplayPageDeps {
  readonly client: () => Client
  readonly taskQueue: string
  readonly starter: Pick<Starter, 'add' | 'backlog'>
  readonly onFault: (work: string, error: unknown) => void
}

/** A Temporal that does not answer must not keep the sweeps waiting. */
const DEADLINE_MS = 10_000
/** With this many waiting to be started, a replay waits for them. */
const MAX_BACKLOG = 5_000
const BUSY_MS = 1_000

/** Replays of many notifications: what their workflows ask for, a page at a time in each node. */
export function createBulkReplays(deps: BulkReplayDeps): BulkReplays {
  const oneByOne = createTurns()
  const page = createReplayPage(deps)
  const wake = async ({ id, account }: { id: string; account: string }) => {
    const client = deps.client()
    await client.withDeadline(Date.now() + DEADLINE_MS, () =>
      client.workflow.signalWithStart<typeof bulkReplay>('bulkReplay', {
        taskQueue: deps.taskQueue,
        workflowId: id,
        args: [{ replay: id }],
        signal: replayChanged,
        workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
        workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
        staticSummary: 'bulk replay',
        typedSearchAttributes: keywordPairs({ account }),
      }),
    )
  }
  return {
    replayPage: ({ replay }) => oneByOne(() => replayPage(deps, replay, page)),
    cancelReplay: (input) => cancelReplay(deps, input),
    tell: (replay) =>
      wake(replay).catch((error: unknown) => {
        deps.onFault('tell replay', error)
      }),
    async sweep() {
      for (const stalled of await findStalledReplays(deps.db)) await wake(stalled)
    },
  }
}

/** Runs what it is given in turn: a page holds a connection and asks for another. */
function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const turn = last.then(work, work)
    last = turn.catch(() => undefined)
    return turn
  }
}

const busy: AfterPage = { kind: 'more', delayMs: BUSY_MS, note: 'waits for what is to be started already' }

async function replayPage(deps: BulkReplayDeps, id: string, page: ReturnType<typeof createReplayPage>): Promise<AfterPage> {
  if (deps.starter.backlog > MAX_BACKLOG) return busy
  const reach = await findReplayReach(deps.db, id)
  if (!reach) return { kind: 'ended', state: 'cancelled', counts: noCounts }
  const begunAt = Date.now()
  const { after, due } = await asTenant(deps.db, reach, async (tx) => {
    const replay = await lockReplay(tx, id, reach)
    const standing = replay && standingOf(replay)
    if (!replay || standing) return { after: standing ?? { kind: 'paused' as const }, due: [] as readonly Found[] }
    const done = await page(tx, replay)
    await changeReplay(tx, id, changeAfter(replay, done))
    const { ratePerSecond } = replay
    const items = replay.phase === 'selecting' ? 0 : done.items
    const delayMs = pauseAfter({ items, ratePerSecond, tookMs: Date.now() - begunAt })
    return { after: { kind: 'more' as const, delayMs, note: `${String(ratePerSecond)} a second` }, due: done.due }
  })
  deps.starter.add(due)
  return after
}

function standingOf({ state, counts }: ReplayRecord): AfterPage | undefined {
  if (state === 'running') return undefined
  return state === 'paused' ? { kind: 'paused' } : { kind: 'ended', state, counts }
}

/** Once all is selected the replaying begins at the front again; a dry run ends there. */
function changeAfter({ phase, dryRun }: ReplayRecord, { items, opened, failed, next }: ReplayedPage): Parameters<typeof changeReplay>[2] {
  if (phase === 'selecting') {
    const counts = { selected: items }
    if (next) return { counts, position: next }
    return dryRun ? { counts, position: null, state: 'completed' } : { counts, position: null, phase: 'replaying' }
  }
  const counts = { replayed: opened, skipped: items - opened, failed }
  return { counts, position: next, ...(next === null && { state: 'completed' as const }) }
}

/** An operator cancelled its workflow in Temporal: who that was, only Temporal knows. */
async function cancelReplay({ db }: BulkReplayDeps, { replay: id }: BulkReplayInput): Promise<void> {
  const reach = await findReplayReach(db, id)
  if (reach) await asTenant(db, reach, (tx) => cancelled(tx, id, reach))
}

async function cancelled(tx: Kysely<Schema>, id: string, reach: Reach): Promise<void> {
  const before = await lockReplay(tx, id, reach)
  if (!before || before.state === 'completed' || before.state === 'cancelled') return
  await changeReplay(tx, id, { state: 'cancelled' })
  await writeAudit(tx, {
    account: before.account,
    actor: { kind: 'operator', id: 'temporal' },
    action: 'replay.cancel',
    target: id,
    before: { state: before.state },
    after: { state: 'cancelled' },
    reason: 'cancelled in Temporal',
    sourceAddress: null,
    requestId: null,
  })
}
