import type { ApiDeps, Handler } from '../deps.js'
import { announceRelease, steerSubscription } from '../steer-subscription.js'

export const resumeSubscription =
  (deps: ApiDeps): Handler<'resumeSubscription'> =>
  async (request) => {
    const resumed = await steerSubscription(deps, request, {
      verb: 'resume',
      from: ['paused'],
      to: 'active',
      refusal: 'activate it instead',
    })
    await announceRelease(deps, request.params.id)
    return resumed
  }
