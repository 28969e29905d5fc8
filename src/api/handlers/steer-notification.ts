import type { Notification } from '../../contract/notifications.js'
import { findNotification, type NotificationRecord } from '../../db/notifications.js'
import type { Steered } from '../../engine/steering.js'
import type { ApiDeps, Caller, Handler } from '../deps.js'
import { Problem } from '../problem.js'
import { toNotification } from '../to-notification.js'

/** Finds it within the caller's reach, steers it, and answers with what it is afterwards. */
async function steer(
  deps: ApiDeps,
  { caller, params }: { caller: Caller; params: { id: string } },
  change: (id: string) => Promise<Steered | undefined>,
): Promise<Notification> {
  const found = await find(deps, caller, params.id)
  if ((await change(found.id)) === 'closed')
    throw new Problem('notification_closed', { detail: `it is ${(await find(deps, caller, params.id)).state}; replay opens it again` })
  return toNotification(await find(deps, caller, params.id), deps.steering)
}

async function find(deps: ApiDeps, caller: Caller, id: string): Promise<NotificationRecord> {
  const found = await findNotification(deps.db.query, id, caller)
  if (!found) throw new Problem('not_found')
  return found
}

export const cancelNotification =
  (deps: ApiDeps): Handler<'cancelNotification'> =>
  (request) =>
    steer(deps, request, (id) => deps.steering.cancel(id, request.body?.reason))

export const retryNotificationNow =
  (deps: ApiDeps): Handler<'retryNotificationNow'> =>
  (request) =>
    steer(deps, request, (id) => deps.steering.retryNow(id))

export const replayNotification =
  (deps: ApiDeps): Handler<'replayNotification'> =>
  (request) =>
    steer(deps, request, async (id) => {
      await deps.steering.replay(id)
      return undefined
    })

/** Temporal's own view of the workflow that owns the notification. */
export const getWorkflow =
  (deps: ApiDeps): Handler<'getWorkflow'> =>
  async ({ params, caller }) => {
    const { workflowId } = await find(deps, caller, params.id)
    if (workflowId === null) throw new Problem('no_workflow', { detail: 'it has not been attempted yet' })
    const described = await describe(deps, workflowId)
    if (!described) throw new Problem('no_workflow', { detail: `Temporal keeps no workflow ${workflowId}: its retention may be over` })
    return { ...described, progress: described.progress && { open: [...described.progress.open] } }
  }

async function describe(deps: ApiDeps, workflowId: string): ReturnType<ApiDeps['steering']['describe']> {
  try {
    return await deps.steering.describe(workflowId)
  } catch (error) {
    deps.log.warn({ work: 'describe', err: error }, 'fault')
    throw new Problem('temporal_unavailable', { headers: { 'retry-after': '5' } })
  }
}
