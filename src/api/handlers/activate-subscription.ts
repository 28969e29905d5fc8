import { findSubscription, type SubscriptionRecord } from '../../db/subscriptions.js'
import { checkAtActivation, withCheck } from '../check-at-activation.js'
import { toCheckAsk } from '../check-subscription.js'
import type { ApiDeps, Handler } from '../deps.js'
import { activation, activationChange } from '../four-eyes/activation-change.js'
import { submitChange } from '../four-eyes/submit-change.js'
import { Pending } from '../pending.js'
import { found } from '../problem.js'
import { announceRelease, toStateReason } from '../steer-subscription.js'

/** What is activated is what was checked: a change meanwhile is the Problem `version_mismatch`. */
export const activateSubscription =
  (deps: ApiDeps): Handler<'activateSubscription'> =>
  async (request) => {
    const { params, caller, source, body } = request
    const before = found(await deps.tenants.read(caller, (tx) => findSubscription(tx, params.id, caller)))
    const check = isToBeActivated(before) ? await checkAtActivation(deps, toCheckAsk(before), body?.check) : null
    const ask = { id: params.id, reason: toStateReason(request), ...(check && { version: before.version }) }
    const activated = await submitChange(deps, activationChange(deps), { caller, source, ask })
    if (activated instanceof Pending) return activated
    await announceRelease(deps, params.id)
    return withCheck(activated, check)
  }

const isToBeActivated = ({ state }: SubscriptionRecord): boolean => activation.from.includes(state)
