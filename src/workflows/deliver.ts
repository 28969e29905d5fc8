import {
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  condition,
  proxyLocalActivities,
  workflowInfo,
} from '@temporalio/workflow'
import type { DeliverActivities, DeliverInput, DeliverResult, StopState } from '../domain/deliver-types.js'
import { continueAlone } from './continue-alone.js'
import { openSet } from './open-set.js'
import { receiveSignals, type Steer } from './steer.js'

/** Our own infrastructure failing (the database is down) throws and is repeated without end; a receiver's answer never throws. */
const { attemptDue, requestCancel } = proxyLocalActivities<DeliverActivities>({
  startToCloseTimeout: '2 minutes',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '60 seconds' },
})

/** Owns a set of notifications, one when the system is idle, until each has ended or left for a workflow of its own. */
export async function deliver({ notifications }: DeliverInput): Promise<DeliverResult> {
  const open = openSet(notifications, Date.now())
  const steer = receiveSignals(open)
  const { runId, firstExecutionRunId } = workflowInfo()
  // A reset is a replay: the first ask of a reset run opens the next round.
  if (runId !== firstExecutionRunId) for (const { id } of notifications) open.steer(id, (member) => (member.openRound = runId))

  while (open.size > 0) {
    await steer.untilDue()
    const asks = open.due(Date.now())
    if (asks.length === 0) continue
    const decisions = await CancellationScope.nonCancellable(() => attemptDue({ asks, set: notifications.length > 1 }))
    const leaving = asks.flatMap((ask, i) => {
      const decision = decisions[i]
      if (!decision) return []
      const asked = open.settle(ask, decision, Date.now())
      return 'alone' in decision ? [continueAlone(ask.notification, decision, { labels: decision.alone, asked })] : []
    })
    await Promise.all(leaving)
  }
  const stopped = open.stopped()
  if (stopped) await endAs(stopped, steer)
  return open.result()
}

/**
 * Exhausted and gone fail the workflow, so that the failed ones are the dead-letter list. Cancelled closes as
 * Canceled, which Temporal allows only once it has been asked to cancel: a signal alone is not enough.
 */
async function endAs({ state, note }: { state: StopState; note: string }, steer: Steer): Promise<never> {
  if (state !== 'cancelled') throw ApplicationFailure.nonRetryable(note, state === 'exhausted' ? 'Exhausted' : 'Gone')
  if (!steer.cancelRequested()) {
    await requestCancel()
    await CancellationScope.nonCancellable(() => condition(steer.cancelRequested))
  }
  throw new CancelledFailure(note)
}
