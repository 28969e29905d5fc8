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

/** Signals, native cancellation and the query `progress`, applied to the open set. */
export function receiveSignals(open: OpenSet): Steer {
  const { workflowId, runId } = workflowInfo()
  const state = { nudged: false, cancelled: false, replays: 0 }
  type Change = Parameters<OpenSet['steer']>[1]
  const apply = (id: string | undefined, change: Change) => {
    const found = open.steer(id, change)
    if (found) state.nudged = true
    return found
  }
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

  on(retryNow, () => dueNow)
  on(resume, () => (member) => dueNow(Object.assign(member, { hold: undefined })))
  on(cancel, (which) => (member) => dueNow(Object.assign(member, { cancel: reasonOf(which) ?? 'cancelled by signal' })))
  on(pause, () => (member) => dueNow(Object.assign(member, { hold: true })))
  on(replay, () => (member) => dueNow(Object.assign(member, { openRound: `${runId}/${String(++state.replays)}`, cancel: undefined })))
  setHandler(progress, () => ({
    open: open.list().map((member) => ({ ...member, dueAt: instantOf(member.dueAt), held: member.dueAt === Infinity })),
  }))

  CancellationScope.current().cancelRequested.catch(() => {
    state.cancelled = true
    for (const { notification } of open.list())
      apply(notification, (member) => dueNow(Object.assign(member, { cancel: `cancelled in Temporal (${workflowId})` })))
  })

  return {
    cancelRequested: () => state.cancelled,
    async untilDue() {
      const waitMs = open.nextDueAt() - Date.now()
      if (waitMs > 0) await CancellationScope.nonCancellable(() => waitFor(waitMs))
      state.nudged = false
    },
  }

  async function waitFor(waitMs: number): Promise<void> {
    if (state.nudged) return
    if (waitMs === Infinity) await condition(() => state.nudged)
    else await condition(() => state.nudged, waitMs + (open.size > 1 ? GATHER_MS : 0), { summary: open.waitingFor() })
  }
}

const dueNow = (member: { dueAt: number; retryNow?: boolean | undefined }): void => {
  member.dueAt = 0
  member.retryNow = true
}
const reasonOf = (which: Which) => (typeof which === 'object' ? which.reason : undefined)
const instantOf = (at: number) => (Number.isFinite(at) ? new Date(at).toISOString() : null)
