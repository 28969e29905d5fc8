import { newId } from '../../crypto/ids.js'
import { insertSecret } from '../../db/subscription-secrets.js'
import { findSubscription, insertSubscription } from '../../db/subscriptions.js'
import { auditOf } from '../audited-subscription.js'
import type { ApiDeps, Handler } from '../deps.js'
import { ownerOfSubscription } from '../owner-of-subscription.js'
import { found } from '../problem.js'
import { requireAccounts } from '../require-accounts.js'
import { chooseSecret, sealSecret } from '../seal-secret.js'
import { parseEndpoint, toSubscription } from '../to-subscription.js'

export const createSubscription =
  ({ tenants, policy, sealer }: ApiDeps): Handler<'createSubscription'> =>
  ({ body, caller, source }) => {
    const { url, secret: own, activate, ...settings } = body
    const endpoint = parseEndpoint(url, policy)
    const secret = chooseSecret(own)
    return tenants.change({ caller, source }, async (tx) => {
      const owner = await ownerOfSubscription(tx, settings, caller)
      const { account } = owner
      await requireAccounts(tx, { ...settings, account })
      const id = newId('sub')
      await insertSubscription(tx, {
        id,
        environment: caller.environment,
        ...settings,
        ...owner,
        ...endpoint,
        state: activate ? 'active' : 'created',
      })
      await insertSecret(tx, sealSecret(sealer, { id, account }, secret))
      const after = found(await findSubscription(tx, id, caller))
      return { result: { ...toSubscription(after, policy), secret }, audit: auditOf('create', { after }, policy) }
    })
  }
