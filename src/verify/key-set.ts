import { createHash, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'

export interface VerificationKey {
  readonly kid: string
  readonly publicKey: KeyObject
  /** The one algorithm it is for, where its list says so. */
  readonly alg: string | undefined
}

/** The key of a kid; undefined when there is none. */
export type KeySource = (kid: string) => Promise<VerificationKey | undefined>

/** Keys that are configured once: public keys in PEM, or a JWKS. Throws a TypeError for what is none. */
export function createPinnedKeys(keys: string | readonly string[] | { readonly keys: readonly object[] }): KeySource {
  const isPem = typeof keys === 'string' || isList(keys)
  const byKid = isPem ? new Map([keys].flat().map((pem) => [kidOf(fromPem(pem)), toPinned(fromPem(pem))])) : toKeys(keys)
  if (byKid.size === 0) throw new TypeError('There is no public key for signatures among the configured keys.')
  return (kid) => Promise.resolve(byKid.get(kid))
}

const isList = (value: object): value is readonly string[] => Array.isArray(value)

/** The keys of a JWKS (RFC 7517) that verify signatures, by kid; others are for others. Throws a TypeError for what is no JWKS. */
export function toKeys(jwks: unknown): ReadonlyMap<string, VerificationKey> {
  const keys = typeof jwks === 'object' && jwks !== null && 'keys' in jwks ? jwks.keys : undefined
  if (!Array.isArray(keys)) throw new TypeError('A JWKS is an object with a list "keys".')
  return new Map(keys.flatMap((jwk: unknown) => toKey(jwk) ?? []).map((key) => [key.kid, key]))
}

function toKey(jwk: unknown): VerificationKey | undefined {
  if (typeof jwk !== 'object' || jwk === null) return undefined
  const { kid, alg, use, key_ops: uses, ...rest } = jwk as Record<string, unknown>
  const isForSignatures = (use ?? 'sig') === 'sig' && (!Array.isArray(uses) || uses.includes('verify'))
  if (typeof kid !== 'string' || !isForSignatures) return undefined
  try {
    return { kid, publicKey: createPublicKey({ format: 'jwk', key: publicHalf(rest) }), alg: typeof alg === 'string' ? alg : undefined }
  } catch {
    return undefined
  }
}

const publicHalf = ({ kty, crv, x, y, n, e }: JsonWebKey): JsonWebKey =>
  Object.fromEntries(Object.entries({ kty, crv, x, y, n, e }).filter(([, value]) => value !== undefined))

function fromPem(pem: string): KeyObject {
  try {
    return createPublicKey(pem)
  } catch {
    throw new TypeError('A pinned key is a public key in PEM ("-----BEGIN PUBLIC KEY-----"), or all of them are one JWKS.')
  }
}

const toPinned = (publicKey: KeyObject): VerificationKey => ({ kid: kidOf(publicKey), publicKey, alg: undefined })

/** RFC 7638: what Posthorn calls a key by, so that a key that was pinned without its name is found. */
function kidOf(key: KeyObject): string {
  const members = Object.entries(publicHalf(key.export({ format: 'jwk' }))).sort(([one], [other]) => (one < other ? -1 : 1))
  return createHash('sha256')
    .update(JSON.stringify(Object.fromEntries(members)))
    .digest('base64url')
}
