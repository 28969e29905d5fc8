import { insertSecret, retireSecrets } from '../../db/subscription-secrets.js'
import { changeSubscription, findSubscription, lockSubscription } from '../../db/subscriptions.js'
import { auditOf } from '../audited-subscription.js'
import type { ApiDeps, Handler } from '../deps.js'
import { toSubscription } from '../to-subscription.js'
import { found } from '../problem.js'
import { chooseSecret, sealSecret } from '../seal-secret.js'

/** The new version makes every node read the secrets again before its next attempt. */
export const rotateSecret =
  ({ tenants, policy, sealer }: ApiDeps): Handler<'rotateSecret'> =>
  ({ params, body, caller, source }) => {
    const secret = chooseSecret(body.secret)
    return tenants.change({ caller, source }, async (tx) => {
      const before = found(await lockSubscription(tx, params.id, caller))
      await retireSecrets(tx, { id: before.id, accountId: before.account }, body.overlapSeconds)
      await insertSecret(tx, sealSecret(sealer, before, secret))
      await changeSubscription(tx, before, {})
      const after = found(await findSubscription(tx, params.id, caller))
      return { result: { ...toSubscription(after, policy), secret }, audit: auditOf('rotate-secret', { before, after }, policy) }
    })
  }
