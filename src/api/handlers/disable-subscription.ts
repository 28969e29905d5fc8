import type { ApiDeps, Handler } from '../deps.js'
import { steerSubscription, withReason } from '../steer-subscription.js'

export const disableSubscription =
  (deps: ApiDeps): Handler<'disableSubscription'> =>
  (request) =>
    steerSubscription(deps, withReason(request), {
      verb: 'disable',
      from: ['created', 'active', 'paused'],
      to: 'disabled',
      refusal: 'it cannot be disabled',
    })
