import type { Subscription } from '../../contract/subscriptions.js'
import type { StateReason } from '../../db/subscription-state.js'
import { lockSubscription } from '../../db/subscriptions.js'
import { subscriptionKinds } from '../../domain/four-eyes.js'
import type { ApiDeps } from '../deps.js'
import { found } from '../problem.js'
import { announceRelease, isToMove, type Move, moveSubscription } from '../steer-subscription.js'
import { toSubscription } from '../to-subscription.js'
import type { CoveredChange } from './covered-change.js'
import { registrationOf } from './subscription-change.js'

export interface ActivationAsk {
  readonly id: string
  /** The version whose endpoint was checked, if it was. */
  readonly version?: number
  /** In the words of whoever asked for it. */
  readonly reason: StateReason
}

export const activation: Move = { verb: 'activate', from: ['created', 'disabled'], to: 'active', refusal: 'resume it instead' }

/** What begins to deliver needs the approval that changing it would need: else a new endpoint would be the way around it. */
export const activationChange = (deps: Pick<ApiDeps, 'policy' | 'steering' | 'log'>): CoveredChange<ActivationAsk, Subscription> => ({
  action: 'subscription.activate',
  async plan(tx, { id, version, reason }, caller) {
    const before = found(await lockSubscription(tx, id, caller))
    const isToBegin = isToMove(before, { ...activation, ...(version !== undefined && { version }) })
    const registration = isToBegin ? registrationOf(before) : []
    return {
      ...before,
      target: id,
      kinds: subscriptionKinds(registration),
      differences: [{ member: 'state', before: before.state, after: 'active' }, ...registration],
      async apply() {
        if (!isToBegin) return { result: toSubscription(before, deps.policy) }
        return moveSubscription(tx, { before, move: activation, reason, caller }, deps.policy)
      },
    }
  },
  announce: ({ target }) => announceRelease(deps, target),
})
