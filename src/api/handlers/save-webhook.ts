import type { OutputOf } from '../../contract/operation-types.js'
import { CreateSubscription, type Subscription } from '../../contract/subscriptions.js'
import { findAttachment } from '../../db/attachments.js'
import type { ApiDeps, ApiRequest, Handler } from '../deps.js'
import type { PendingChange } from '../four-eyes/submit-change.js'
import { Pending } from '../pending.js'
import { found, Problem } from '../problem.js'
import { resolveEndpoint } from '../resolve-endpoint.js'
import { toWebhook } from '../to-webhook.js'
import { createSubscription } from './create-subscription.js'
import { updateSubscription } from './update-subscription.js'

type SaveRequest = ApiRequest<'saveWebhook'>
type Saved = (Subscription & { readonly secret?: string }) | PendingChange

/** All of a webhook at once (S0-17): the subscription underneath is made, or changed at the version that was seen. */
export const saveWebhook =
  (deps: ApiDeps): Handler<'saveWebhook'> =>
  async (request): Promise<OutputOf<'saveWebhook', 'response'> | PendingChange> => {
    const { params, caller } = request
    const { subscription } = found(await deps.tenants.read(caller, (tx) => findAttachment(tx, params.id, caller)))
    const answer = await (subscription === null ? make(deps, request) : change(deps, request, subscription))
    if (answer instanceof Pending) return answer
    const { secret = null, ...saved } = answer
    return { ...toWebhook(saved), resolution: await resolveEndpoint(deps.resolve, saved), secret }
  }

async function make(deps: ApiDeps, { params, body, ifMatch, ...request }: SaveRequest): Promise<Saved> {
  if (ifMatch !== 0) throw new Problem('version_mismatch', { detail: 'it has not been saved yet: that is version 0' })
  const settings = CreateSubscription.parse({ ...body, attachment: params.id })
  try {
    return await createSubscription(deps)({ ...request, params: undefined, query: undefined, ifMatch: undefined, body: settings })
  } catch (error) {
    // somebody has saved it for the first time since we looked
    if (error instanceof Problem && error.code === 'webhook_exists') throw new Problem('version_mismatch', error.info)
    throw error
  }
}

const change = (deps: ApiDeps, request: SaveRequest, id: string): Promise<Saved> =>
  updateSubscription(deps)({ ...request, params: { id }, query: undefined })
