import { activityInfo } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'
import type { AttemptDueInput, Decision, DeliverActivities } from '../domain/deliver-types.js'
import type { KeyRotationActivities } from '../domain/key-rotation-types.js'
import type { RecoveryActivities } from '../domain/recovery-types.js'
import type { ReplayActivities } from '../domain/replay-types.js'
import type { RetentionActivities } from '../domain/retention-types.js'

export type Activities = DeliverActivities & ReplayActivities & RetentionActivities & KeyRotationActivities & RecoveryActivities

export interface ActivityDeps {
  readonly attemptDue: (input: AttemptDueInput, owner: string) => Promise<Decision[]>
  readonly requestCancel: (workflowId: string, runId: string) => Promise<void>
  readonly replays: ReplayActivities
  readonly retention: RetentionActivities
  readonly keyRotations: KeyRotationActivities
  readonly recoveries: RecoveryActivities
  readonly onFault: (error: unknown) => void
}

/** Infrastructure faults leave without their message: what Temporal keeps names neither hosts nor data. */
export function createActivities(deps: ActivityDeps): Activities {
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      deps.onFault(error)
      throw ApplicationFailure.retryable('Posthorn could not reach its own database; this turn is repeated', 'InfrastructureFault')
    }
  }
  return {
    attemptDue: (input) => guarded(() => deps.attemptDue(input, callingWorkflow().workflowId)),
    replayPage: (input) => guarded(() => deps.replays.replayPage(input)),
    cancelReplay: (input) => guarded(() => deps.replays.cancelReplay(input)),
    removeExpired: (input) => guarded(() => deps.retention.removeExpired(input)),
    changeKeys: (place) => guarded(() => deps.keyRotations.changeKeys(place)),
    recoverTurn: (input) => guarded(() => deps.recoveries.recoverTurn(input)),
    async requestCancel() {
      const { workflowId, runId } = callingWorkflow()
      await deps.requestCancel(workflowId, runId)
    },
  }
}

function callingWorkflow(): { workflowId: string; runId: string } {
  const { workflowExecution } = activityInfo()
  if (!workflowExecution) throw new Error('only a workflow may call this activity')
  return workflowExecution
}
