import type { Client } from '@temporalio/client'
import { removeBatch } from '../db/apply-retention.js'
import type { Database } from '../db/connect.js'
import { revisitBatch } from '../db/retention-revisits.js'
import { findTasks, isRetentionAsked, longestOverdue, nextAccounts } from '../db/retention-tasks.js'
import { addCounts, noneRemoved, type RetentionCounts, type RetentionDays } from '../domain/retention.js'
import type { RetentionActivities, RetentionTurn } from '../domain/retention-types.js'
import { repeat } from './repeat.js'
import { keepSchedule } from './retention-schedule.js'

export interface RetentionOptions {
  /** What an account keeps when neither it nor one above says anything. */
  readonly platform: RetentionDays
  /** How often it is applied. */
  readonly everySeconds: number
}

export interface RetentionDeps {
  readonly db: Database
  readonly temporal: { readonly connected: boolean; readonly client: () => Client }
  readonly taskQueue: string
  readonly onRemoved: (removed: RetentionCounts) => void
  /** For how long the oldest of what is to be removed has been so. */
  readonly onOverdue: (seconds: number) => void
  readonly onFault: (work: string, error: unknown) => void
}

export interface Retention extends RetentionActivities {
  /** Keeps the schedule there, and measures what is overdue. */
  readonly start: () => void
  /** Ends a turn that is under way after its batch. */
  stop(): Promise<void>
}

const LOOK_MS = 5_000
const KEEP_EVERY = 120
const MEASURE_EVERY = 60

/** Applies retention: a Temporal schedule starts the workflow, one at a time for all nodes, which asks a node for turn after turn. */
export function createRetention(deps: RetentionDeps, options: RetentionOptions): Retention {
  const state = { stopping: false, looks: 0, kept: false }
  let looking: ReturnType<typeof repeat> | undefined
  const guarded = async (work: string, run: () => Promise<void>) => {
    try {
      await run()
    } catch (error) {
      deps.onFault(work, error)
    }
  }
  const look = async (): Promise<void> => {
    if (!deps.temporal.connected) return
    if (!state.kept || state.looks % KEEP_EVERY === 0)
      await guarded('retention schedule', async () => {
        await keepSchedule(deps.temporal.client(), { taskQueue: deps.taskQueue, everySeconds: options.everySeconds, adjust: !state.kept })
        state.kept = true
      })
    if (state.looks++ % MEASURE_EVERY === 0)
      await guarded('retention backlog', async () => {
        deps.onOverdue(await measure(deps.db, options.platform))
      })
  }
  return {
    removeExpired: ({ after }) => takeTurn(deps, options, { after, isStopping: () => state.stopping }),
    start() {
      looking ??= repeat(look, LOOK_MS)
    },
    async stop() {
      state.stopping = true
      await looking?.stop()
    },
  }
}

const ACCOUNTS = 500
/** Well below the time after which a local activity is reported to Temporal again and again. */
const TURN_MS = 4_000
const SHORTEST_PAUSE_MS = 10

interface Turn {
  readonly isOver: () => boolean
  readonly removed: () => RetentionCounts
  /** Batch after batch until one has looked at nothing. Each is followed by a pause as long as it has taken: half of the time is somebody else's. */
  readonly drain: (batch: () => Promise<{ looked: number; removed: RetentionCounts }>) => Promise<void>
}

function createTurn({ onRemoved }: RetentionDeps, isStopping: () => boolean): Turn {
  const endsAt = Date.now() + TURN_MS
  const isOver = () => isStopping() || Date.now() > endsAt
  let removed = noneRemoved
  return {
    isOver,
    removed: () => removed,
    async drain(batch) {
      for (let looked = 1; looked > 0 && !isOver();) {
        const begunAt = Date.now()
        const done = await batch()
        looked = done.looked
        removed = addCounts(removed, done.removed)
        onRemoved(done.removed)
        if (looked > 0) await pause(Math.max(SHORTEST_PAUSE_MS, Date.now() - begunAt))
      }
    },
  }
}

interface TurnAsk {
  readonly after: string
  readonly isStopping: () => boolean
}

async function takeTurn(deps: RetentionDeps, options: RetentionOptions, { after, isStopping }: TurnAsk): Promise<RetentionTurn> {
  const { platform, everySeconds } = options
  const turn = createTurn(deps, isStopping)
  if (after === '') await turn.drain(() => revisitBatch(deps.db, { platform, againAfterSeconds: everySeconds }))
  const done = await removeOfAll({ db: deps.db, platform, turn }, after)
  return { removed: turn.removed(), after: done }
}

interface Removing {
  readonly db: Database
  readonly platform: RetentionDays
  readonly turn: Turn
}

/** Account by account; returns the last that was dealt with, null when there are no more. */
async function removeOfAll(removing: Removing, after: string): Promise<string | null> {
  const { db, platform, turn } = removing
  if (!turn.isOver() && !(await isRetentionAsked(db, platform))) return null
  let done = after
  while (!turn.isOver()) {
    const accounts = await nextAccounts(db, done, ACCOUNTS)
    if (accounts.length === 0) return null
    done = await removeOf(removing, accounts, done)
  }
  return done
}

async function removeOf({ db, platform, turn }: Removing, accounts: readonly string[], after: string): Promise<string> {
  for (const task of await findTasks(db, accounts, platform)) {
    await turn.drain(async () => {
      const { looked, removed } = await removeBatch(db, task)
      return { looked, removed: { ...noneRemoved, [task.class]: removed } }
    })
    if (turn.isOver()) return accounts[accounts.indexOf(task.account) - 1] ?? after
  }
  return accounts.at(-1) ?? after
}

async function measure(db: Database, platform: RetentionDays): Promise<number> {
  if (!(await isRetentionAsked(db, platform))) return 0
  let longest = 0
  for (
    let accounts = await nextAccounts(db, '', ACCOUNTS);
    accounts.length > 0;
    accounts = await nextAccounts(db, accounts.at(-1) ?? '', ACCOUNTS)
  )
    longest = Math.max(longest, await longestOverdue(db, accounts, platform))
  return longest
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
