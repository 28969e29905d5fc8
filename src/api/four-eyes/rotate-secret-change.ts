import type { Subscription } from '../../contract/subscriptions.js'
import { insertSecret, retireSecrets } from '../../db/subscription-secrets.js'
import { changeSubscription, findSubscription, lockSubscription } from '../../db/subscriptions.js'
import { auditOf } from '../audited-subscription.js'
import type { ApiDeps } from '../deps.js'
import { found } from '../problem.js'
import { sealSecret } from '../seal-secret.js'
import { toSubscription } from '../to-subscription.js'
import type { CoveredChange } from './covered-change.js'

export interface RotateAsk {
  readonly id: string
  readonly secret: string
  readonly overlapSeconds: number
}

/** The new version makes every node read the secrets again before its next attempt. The overlap begins when it is applied. */
export const rotateSecretChange = ({ policy, sealer }: Pick<ApiDeps, 'policy' | 'sealer'>): CoveredChange<RotateAsk, Subscription> => ({
  action: 'subscription.rotate-secret',
  async plan(tx, { id, secret, overlapSeconds }, caller) {
    const before = found(await lockSubscription(tx, id, caller))
    return {
      ...before,
      target: id,
      kinds: ['signing'],
      differences: [
        { member: 'secret', before: before.secrets[0]?.id ?? null, after: 'a new one' },
        { member: 'overlapSeconds', before: null, after: overlapSeconds },
      ],
      async apply() {
        await retireSecrets(tx, { id, accountId: before.account }, overlapSeconds)
        await insertSecret(tx, sealSecret(sealer, before, secret))
        await changeSubscription(tx, before, {})
        const after = found(await findSubscription(tx, id, caller))
        return { result: toSubscription(after, policy), audit: auditOf('rotate-secret', { before, after }, policy) }
      },
    }
  },
})
