import type { Notification } from '../../contract/notifications.js'
import type { OutputOf } from '../../contract/operation-types.js'
import { findNotification, type NotificationRecord, reachedNotifications } from '../../db/notifications.js'
import { isPayloadGone } from '../../db/remove-payloads.js'
import type { Steering, Tell } from '../../engine/steering.js'
import type { Caller } from '../caller.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found, Problem } from '../problem.js'
import type { ChangeRequest } from '../tenants.js'
import { toNotification } from '../to-notification.js'

type Tx = Parameters<Steering['cancel']>[0]

interface Move {
  readonly verb: 'cancel' | 'retry-now' | 'replay'
  /** Undefined when the notification has ended. */
  readonly apply: (tx: Tx, found: NotificationRecord) => Promise<Tell | undefined>
}

/** Finds it within the caller's reach, changes its row with an audit entry, tells its workflow, and answers with what it is afterwards. */
async function steer(
  { tenants, steering }: ApiDeps,
  request: ChangeRequest & { readonly params: { readonly id: string } },
  { verb, apply }: Move,
): Promise<Notification> {
  const { caller } = request
  const { id } = request.params
  const tell = await tenants.change(request, async (tx) => {
    const before = found(await findNotification(tx, id, caller))
    const result = await apply(tx, before)
    if (!result) throw new Problem('notification_closed', { detail: `it is ${before.state}; replay opens it again` })
    const after = found(await findNotification(tx, id, caller))
    return {
      result,
      audit: { account: before.account, action: `notification.${verb}`, target: id, before: stateOf(before), after: stateOf(after) },
    }
  })
  await tell()
  return toNotification(found(await tenants.read(caller, (tx) => findNotification(tx, id, caller))), steering)
}

const stateOf = ({ state, round, attempts }: NotificationRecord) => ({ state, round, attempts })

export const cancelNotification =
  (deps: ApiDeps): Handler<'cancelNotification'> =>
  ({ params, body, caller, source }) =>
    steer(
      deps,
      { params, caller, source: { ...source, reason: body?.reason ?? source.reason } },
      { verb: 'cancel', apply: (tx, { id }) => deps.steering.cancel(tx, id) },
    )

export const retryNotificationNow =
  (deps: ApiDeps): Handler<'retryNotificationNow'> =>
  (request) =>
    steer(deps, request, { verb: 'retry-now', apply: (tx, { id }) => deps.steering.retryNow(tx, id) })

export const replayNotification =
  (deps: ApiDeps): Handler<'replayNotification'> =>
  (request) =>
    steer(deps, request, {
      verb: 'replay',
      async apply(tx, before) {
        // First: from then on its row is locked, and nobody removes the payload any more.
        const tell = await deps.steering.replay(tx, before)
        if (await isPayloadGone(tx, { account: before.eventAccount, event: before.event }))
          throw new Problem('payload_gone', {
            detail: 'there is nothing left to deliver: it was erased, or kept for as long as its account wanted',
          })
        return tell
      },
    })

/** Temporal's own view of the workflow that owns the notification; of a set that it shares with others, only what the caller reaches. */
export const getWorkflow =
  (deps: ApiDeps): Handler<'getWorkflow'> =>
  async ({ params, caller }) => {
    const { workflowId } = found(await deps.tenants.read(caller, (tx) => findNotification(tx, params.id, caller)))
    if (workflowId === null) throw new Problem('no_workflow', { detail: 'it has not been attempted yet' })
    const described = await describe(deps, workflowId)
    if (!described) throw new Problem('no_workflow', { detail: `Temporal keeps no workflow ${workflowId}: its retention may be over` })
    return { ...described, progress: described.progress && (await reachedOf(deps, described.progress, caller)) }
  }

type Progress = NonNullable<OutputOf<'getWorkflow', 'response'>['progress']>

async function reachedOf({ tenants }: ApiDeps, { open }: Progress, caller: Caller): Promise<Progress> {
  if (open.length === 0) return { open }
  const ids = open.map(({ notification }) => notification)
  const reached = await tenants.read(caller, (tx) => reachedNotifications(tx, ids, caller))
  return { open: open.filter(({ notification }) => reached.has(notification)) }
}

async function describe(deps: ApiDeps, workflowId: string): ReturnType<ApiDeps['steering']['describe']> {
  try {
    return await deps.steering.describe(workflowId)
  } catch (error) {
    deps.log.warn({ work: 'describe', err: error }, 'fault')
    throw new Problem('temporal_unavailable', { headers: { 'retry-after': '5' } })
  }
}
