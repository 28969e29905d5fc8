import { createPublicKey, type JsonWebKey, type KeyObject, X509Certificate } from 'node:crypto'
import type { Signing } from '../domain/signing/signing.js'
import { isDated } from './certificates.js'
import { thumbprint } from './signing-key.js'

/** The public key of a receiver, to which payloads are encrypted. */
export interface RecipientKey {
  readonly kid: string
  readonly publicKey: KeyObject
  /** When its certificate ends; null when it was not given as one. */
  readonly expiresAt: Date | null
}

export type GivenKey = string | Readonly<Record<string, unknown>>

export type ReadRecipientKey = { readonly ok: true; readonly key: RecipientKey } | { readonly ok: false; readonly reason: string }

const minRsaBits = 2048
const curves = ['prime256v1', 'secp384r1', 'secp521r1']

/** The key that payloads are encrypted to, or why there is none; undefined when they are not encrypted. */
export function recipientOf({ securedPayload }: Signing): ReadRecipientKey | undefined {
  const encryption = securedPayload?.encryption
  return encryption ? readRecipientKey(encryption.key, encryption.alg) : undefined
}

/** Reads a JWK (RFC 7517), or a public key or certificate in PEM, for this way of encrypting. What it refuses is not repeated. */
export function readRecipientKey(given: GivenKey, alg: string): ReadRecipientKey {
  if (isPrivate(given))
    return refused('is a private key, which nobody else may have: replace that key, and send the public half of the new one')
  const read = tryToRead(given)
  if (!read) return refused('is not a public key: a JWK, or a key or certificate in PEM')
  if (read === 'undated') return refused('is a certificate whose dates cannot be read')
  const reason = refuseKey(read.publicKey, alg)
  return reason === undefined ? { ok: true, key: read } : refused(reason)
}

const refused = (reason: string): ReadRecipientKey => ({ ok: false, reason })

const isPrivate = (given: GivenKey): boolean => (typeof given === 'string' ? given.includes('PRIVATE KEY') : 'd' in given || 'k' in given)

function tryToRead(given: GivenKey): RecipientKey | 'undated' | undefined {
  try {
    return typeof given === 'string' ? fromPem(given) : fromJwk(given)
  } catch {
    return undefined
  }
}

function fromPem(pem: string): RecipientKey | 'undated' {
  if (!pem.includes('BEGIN CERTIFICATE')) return toRecipientKey(createPublicKey(pem))
  const certificate = new X509Certificate(pem)
  if (!isDated(certificate)) return 'undated'
  return { ...toRecipientKey(certificate.publicKey), expiresAt: new Date(certificate.validTo) }
}

function fromJwk({ kid, ...jwk }: Readonly<Record<string, unknown>>): RecipientKey {
  const key = toRecipientKey(createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' }))
  return typeof kid === 'string' ? { ...key, kid } : key
}

const toRecipientKey = (publicKey: KeyObject): RecipientKey => ({ publicKey, kid: thumbprint(publicKey), expiresAt: null })

function refuseKey({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject, alg: string): string | undefined {
  if (alg === 'ECDH-ES+A256KW') {
    const fits = asymmetricKeyType === 'x25519' || curves.includes(asymmetricKeyDetails?.namedCurve ?? '')
    return fits ? undefined : 'is no key for ECDH-ES: that takes P-256, P-384, P-521 or X25519'
  }
  if (asymmetricKeyType !== 'rsa') return `is no key for ${alg}: that takes RSA`
  return (asymmetricKeyDetails?.modulusLength ?? 0) < minRsaBits ? `has fewer than ${minRsaBits} bits` : undefined
}
