import { insertSecret, retireSecrets } from '../../db/subscription-secrets.js'
import { changeSubscription, findSubscription, lockSubscription } from '../../db/subscriptions.js'
import type { ApiDeps, Handler } from '../deps.js'
import { toSubscription } from '../to-subscription.js'
import { found } from '../problem.js'
import { chooseSecret, sealSecret } from '../seal-secret.js'

/** The new version makes every node read the secrets again before its next attempt. */
export const rotateSecret =
  ({ db, policy, sealer }: ApiDeps): Handler<'rotateSecret'> =>
  async ({ params, body, caller }) => {
    const secret = chooseSecret(body.secret)
    const rotated = await db.query.transaction().execute(async (tx) => {
      const locked = found(await lockSubscription(tx, params.id, caller))
      await retireSecrets(tx, { id: locked.id, accountId: locked.account }, body.overlapSeconds)
      await insertSecret(tx, sealSecret(sealer, locked, secret))
      await changeSubscription(tx, locked, {})
      return found(await findSubscription(tx, params.id, caller))
    })
    return { ...toSubscription(rotated, policy), secret }
  }
