import { recipientOf } from '../crypto/recipient-key.js'
import { faultsOfSigning, type Signed } from '../domain/signing/faults-of-signing.js'
import type { Signing } from '../domain/signing/signing.js'
import { Problem } from './problem.js'
import { invalidMember } from './validate.js'

/** Throws the Problem `validation_failed` with every reason why these signatures cannot be sent, or not with the rest of the request. */
export function requireSignable(signed: Signed): void {
  const errors = faultsOfSigning(signed).map(({ member, reason }) => ({ pointer: `/${member}`, detail: reason }))
  if (errors.length > 0) throw new Problem('validation_failed', { errors })
}

/** Throws the Problem `validation_failed` when payloads cannot be encrypted to the key that was given, or its certificate has ended (S4-16). */
export function requireRecipient(signing: Signing, now: Date): void {
  const read = recipientOf(signing)
  if (!read) return
  if (!read.ok) throw invalidMember(pointer, read.reason)
  const { expiresAt } = read.key
  if (expiresAt && expiresAt <= now)
    throw invalidMember(pointer, `is a certificate that ended at ${expiresAt.toISOString()}: send the one that replaces it`)
}

const pointer = '/signing/securedPayload/encryption/key'

/** What the owner should know of how a subscription is signed. */
export function signingWarnings({ signing, confirmation }: Pick<Signed, 'signing' | 'confirmation'>): string[] {
  return [
    ...(signing.jwtBody && confirmation.name === 'http-2xx'
      ? ['a receiver of security event tokens answers 202 (RFC 8935): the confirmation set-push-202 asks for that']
      : []),
  ]
}
