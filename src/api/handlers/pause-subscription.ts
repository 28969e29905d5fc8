import type { ApiDeps, Handler } from '../deps.js'
import { steerSubscription, withReason } from '../steer-subscription.js'

export const pauseSubscription =
  (deps: ApiDeps): Handler<'pauseSubscription'> =>
  (request) =>
    steerSubscription(deps, withReason(request), {
      verb: 'pause',
      from: ['active'],
      to: 'paused',
      refusal: 'only an active subscription can be paused',
    })
