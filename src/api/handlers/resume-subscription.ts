import type { ApiDeps, Handler } from '../deps.js'
import { announceRelease, steerSubscription } from '../steer-subscription.js'

export const resumeSubscription =
  (deps: ApiDeps): Handler<'resumeSubscription'> =>
  async (request) => {
    const resumed = await steerSubscription(deps, request, {
      verb: 'resume',
      from: ['paused'],
      to: 'active',
      // Whoever resumes a failing one does not want to wait until it is probed.
      again: ({ failingSince }) => failingSince !== null,
      refusal: 'activate it instead',
    })
    await announceRelease(deps, request.params.id)
    return resumed
  }
