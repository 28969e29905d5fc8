import type { SubscriptionRecord } from '../../db/subscriptions.js'
import { findSubscription } from '../../db/subscriptions.js'
import { checkAtActivation, withCheck } from '../check-at-activation.js'
import { toCheckAsk } from '../check-subscription.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found } from '../problem.js'
import { announceRelease, type Move, steerSubscription } from '../steer-subscription.js'

const move: Move = { verb: 'activate', from: ['created', 'disabled'], to: 'active', refusal: 'resume it instead' }

/** What is activated is what was checked: a change meanwhile is the Problem `version_mismatch`. */
export const activateSubscription =
  (deps: ApiDeps): Handler<'activateSubscription'> =>
  async (request) => {
    const { params, caller, body } = request
    const before = found(await deps.tenants.read(caller, (tx) => findSubscription(tx, params.id, caller)))
    const check = isToBeActivated(before) ? await checkAtActivation(deps, toCheckAsk(before), body?.check) : null
    const activated = await steerSubscription(deps, request, { ...move, ...(check && { version: before.version }) })
    await announceRelease(deps, params.id)
    return withCheck(activated, check)
  }

const isToBeActivated = ({ state }: SubscriptionRecord): boolean => move.from.includes(state)
