import type { ApiDeps, Handler } from '../deps.js'
import { announceRelease, steerSubscription } from '../steer-subscription.js'

export const resumeSubscription =
  (deps: ApiDeps): Handler<'resumeSubscription'> =>
  async ({ params, caller }) => {
    const resumed = await steerSubscription(
      deps,
      { id: params.id, caller },
      { from: ['paused'], to: 'active', refusal: 'activate it instead' },
    )
    await announceRelease(deps, params.id)
    return resumed
  }
