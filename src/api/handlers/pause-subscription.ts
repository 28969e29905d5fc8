import type { ApiDeps, Handler } from '../deps.js'
import { steerSubscription } from '../steer-subscription.js'

export const pauseSubscription =
  (deps: ApiDeps): Handler<'pauseSubscription'> =>
  (request) =>
    steerSubscription(deps, request, {
      verb: 'pause',
      from: ['active'],
      to: 'paused',
      refusal: 'only an active subscription can be paused',
    })
