import { findAttachment } from '../../db/attachments.js'
import { findSubscription } from '../../db/subscriptions.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found } from '../problem.js'
import { requireWebhooks } from '../require-attachment.js'
import { toSubscription } from '../to-subscription.js'
import { toUnsavedWebhook, toWebhook } from '../to-webhook.js'

export const getWebhook =
  ({ tenants, policy }: ApiDeps): Handler<'getWebhook'> =>
  ({ params, caller }) =>
    tenants.read(caller, async (tx) => {
      const { id, product, subscription } = found(await findAttachment(tx, params.id, caller))
      if (subscription !== null) return toWebhook(toSubscription(found(await findSubscription(tx, subscription, caller)), policy))
      await requireWebhooks(tx, product)
      return toUnsavedWebhook(id)
    })
