import { newId } from '../../crypto/ids.js'
import { insertSecret } from '../../db/subscription-secrets.js'
import { findSubscription, insertSubscription } from '../../db/subscriptions.js'
import { auditOf } from '../audited-subscription.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found } from '../problem.js'
import { requireAccount } from '../require-account.js'
import { requireAccounts } from '../require-accounts.js'
import { chooseSecret, sealSecret } from '../seal-secret.js'
import { parseEndpoint, toSubscription } from '../to-subscription.js'

export const createSubscription =
  ({ tenants, policy, sealer }: ApiDeps): Handler<'createSubscription'> =>
  ({ body, caller, source }) => {
    const { account = caller.accountId, url, secret: own, activate, ...settings } = body
    const endpoint = parseEndpoint(url, policy)
    const secret = chooseSecret(own)
    return tenants.change({ caller, source }, async (tx) => {
      await requireAccount(tx, account, caller)
      await requireAccounts(tx, { account, ...settings })
      const id = newId('sub')
      await insertSubscription(tx, {
        id,
        account,
        environment: caller.environment,
        ...settings,
        ...endpoint,
        state: activate ? 'active' : 'created',
      })
      await insertSecret(tx, sealSecret(sealer, { id, account }, secret))
      const after = found(await findSubscription(tx, id, caller))
      return { result: { ...toSubscription(after, policy), secret }, audit: auditOf('create', { after }, policy) }
    })
  }
