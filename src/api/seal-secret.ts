import { newId } from '../crypto/ids.js'
import type { Sealer } from '../crypto/seal.js'
import { newSecret, parseSecret, toSecret } from '../crypto/standard-webhooks.js'
import { secretPlace } from '../db/secret-place.js'
import type { NewSecret } from '../db/subscription-secrets.js'
import { invalidMember } from './validate.js'

/** The owner's own signing secret, or a new one. Throws the Problem `validation_failed` unless it has 24 to 64 bytes in canonical base64. */
export function chooseSecret(own: string | undefined): string {
  if (own === undefined) return newSecret()
  const secret = toSecret(own)
  if (!parseSecret(secret))
    throw invalidMember('/secret', '"whsec_" and 24 to 64 bytes in canonical, padded base64, or their hexadecimal digits')
  return secret
}

/** The secret as it is stored: readable with our key and in its own row only. */
export function sealSecret(sealer: Sealer, subscription: { id: string; account: string }, secret: string): NewSecret {
  const id = newId('sec')
  return {
    id,
    subscriptionId: subscription.id,
    accountId: subscription.account,
    sealed: sealer.seal(Buffer.from(secret), secretPlace(subscription.account, id)),
  }
}
