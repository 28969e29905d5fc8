import type { ApiDeps, Handler } from '../deps.js'
import { submitChange } from '../four-eyes/submit-change.js'
import { subscriptionChange } from '../four-eyes/subscription-change.js'

export const updateSubscription =
  (deps: ApiDeps): Handler<'updateSubscription'> =>
  ({ params, body, ifMatch, caller, source }) =>
    submitChange(deps, subscriptionChange(deps), { caller, source, ask: { id: params.id, ifMatch, body } })
