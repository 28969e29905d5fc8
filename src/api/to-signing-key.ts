import type { SigningKey } from '../contract/signing-keys.js'
import { toPublicPem } from '../crypto/signing-key.js'
import type { ShownKey } from '../db/list-signing-keys.js'

/** A signing key as the API shows it. */
export const toSigningKey = (key: ShownKey): SigningKey => ({ ...toAuditedKey(key), jwk: key.jwk, pem: toPublicPem(key.jwk) })

/** The same as the audit keeps it: the kid says which public half it is. */
export const toAuditedKey = (key: ShownKey): Omit<SigningKey, 'jwk' | 'pem'> => ({
  kid: key.kid,
  account: key.account,
  environment: key.environment,
  alg: key.alg,
  state: key.state,
  since: key.since.toISOString(),
  nextChange: nextChangeOf(key),
  imported: key.imported,
  createdAt: key.createdAt.toISOString(),
  createdBy: key.createdBy,
  lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
})

function nextChangeOf({ state, activatesAt, replacedAt, retiresAt }: ShownKey): SigningKey['nextChange'] {
  if (state === 'next') return toChange('active', activatesAt)
  if (state === 'active') return toChange('retiring', replacedAt)
  return toChange('retired', retiresAt)
}

const toChange = (to: NonNullable<SigningKey['nextChange']>['to'], at: Date | null) => at && { to, at: at.toISOString() }
