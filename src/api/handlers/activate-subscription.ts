import type { ApiDeps, Handler } from '../deps.js'
import { announceRelease, steerSubscription } from '../steer-subscription.js'

export const activateSubscription =
  (deps: ApiDeps): Handler<'activateSubscription'> =>
  async ({ params, caller }) => {
    const activated = await steerSubscription(
      deps,
      { id: params.id, caller },
      { from: ['created', 'disabled'], to: 'active', refusal: 'resume it instead' },
    )
    await announceRelease(deps, params.id)
    return activated
  }
