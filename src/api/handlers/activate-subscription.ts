import type { ApiDeps, Handler } from '../deps.js'
import { announceRelease, steerSubscription } from '../steer-subscription.js'

export const activateSubscription =
  (deps: ApiDeps): Handler<'activateSubscription'> =>
  async (request) => {
    const activated = await steerSubscription(deps, request, {
      verb: 'activate',
      from: ['created', 'disabled'],
      to: 'active',
      refusal: 'resume it instead',
    })
    await announceRelease(deps, request.params.id)
    return activated
  }
