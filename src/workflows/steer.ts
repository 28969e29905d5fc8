import {
  CancellationScope,
  condition,
  getExternalWorkflowHandle,
  setHandler,
  type SignalDefinition,
  workflowInfo,
} from '@temporalio/workflow'
import { cancel, pause, progress, replay, resume, retryNow, type Which } from './messages.js'
import type { OpenSet } from './open-set.js'

/** Due times this close together are attempted in one turn; always later than due, never earlier. */
const GATHER_MS = 250

export interface Steer {
  /** Waits for the next that is due: a durable timer which a signal can cut short. */
  untilDue(): Promise<void>
  /** Whether Temporal itself was asked to cancel the workflow. */
  readonly cancelRequested: () => boolean
}

interface SteerState {
  nudged: boolean
  cancelled: boolean
}
type Change = Parameters<OpenSet['steer']>[1]

/** Signals, native cancellation and the query `progress`, applied to the open set. */
export function receiveSignals(open: OpenSet): Steer {
  const { workflowId } = workflowInfo()
  const state: SteerState = { nudged: false, cancelled: false }
  const apply = (id: string | undefined, change: Change) => {
    const found = open.steer(id, change)
    if (found) state.nudged = true
    return found
  }
  handleSignals(open, apply)
  setHandler(progress, () => ({
    open: open.list().map((member) => ({ ...member, dueAt: instantOf(member.dueAt), held: member.dueAt === Infinity })),
  }))
  CancellationScope.current().cancelRequested.catch(() => {
    state.cancelled = true
    for (const { notification } of open.list()) apply(notification, asking({ cancel: `cancelled in Temporal (${workflowId})` }))
  })
  return {
    cancelRequested: () => state.cancelled,
    async untilDue() {
      const waitMs = open.nextDueAt() - Date.now()
      if (waitMs > 0) await CancellationScope.nonCancellable(() => waitFor(open, state, waitMs))
      state.nudged = false
    },
  }
}

function handleSignals(open: OpenSet, apply: (id: string | undefined, change: Change) => boolean): void {
  const { runId } = workflowInfo()
  let replays = 0
  const on = (signal: SignalDefinition<[Which?]>, change: (which: Which) => Change) => {
    setHandler(signal, async (which) => {
      const id = typeof which === 'string' ? which : which?.notification
      if (apply(id, change(which)) || id === undefined || !open.movedAway(id)) return
      // Its own workflow reads the row, too, and may have ended by now: a signal that finds none must not end the set.
      await getExternalWorkflowHandle(id)
        .signal(signal, which)
        .catch(() => undefined)
    })
  }
  on(retryNow, (which) => (member) => {
    dueNow(member, attemptOf(which))
  })
  on(resume, () => asking({ hold: undefined }))
  on(cancel, (which) => asking({ cancel: reasonOf(which) ?? 'cancelled by signal' }))
  on(pause, () => asking({ hold: true }))
  on(replay, () => asking({ openRound: `${runId}/${String(++replays)}`, cancel: undefined }))
}

async function waitFor(open: OpenSet, state: SteerState, waitMs: number): Promise<void> {
  if (state.nudged) return
  if (waitMs === Infinity) await condition(() => state.nudged)
  else await condition(() => state.nudged, waitMs + (open.size > 1 ? GATHER_MS : 0), { summary: open.waitingFor() })
}

const asking =
  (asked: Partial<Parameters<Change>[0]>): Change =>
  (member) => {
    dueNow(Object.assign(member, asked))
  }

/** The row may be an attempt ahead of us: then the next one is meant. */
function dueNow(member: Parameters<Change>[0], attempt = member.number): void {
  member.dueAt = 0
  member.retryNow = Math.max(member.number, attempt)
}

const attemptOf = (which: Which) => (typeof which === 'object' ? which.attempt : undefined)
const reasonOf = (which: Which) => (typeof which === 'object' ? which.reason : undefined)
const instantOf = (at: number) => (Number.isFinite(at) ? new Date(at).toISOString() : null)
