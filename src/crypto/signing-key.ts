import { createPrivateKey, createPublicKey, generateKeyPair, hash, type JsonWebKey, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'

export type JwsAlgorithm = 'ES256' | 'EdDSA' | 'PS256' | 'RS256' | 'ES512'

/** A private key that signs: `kid` is the RFC 7638 thumbprint of its public half. */
export interface SigningKey {
  readonly kid: string
  readonly alg: JwsAlgorithm
  readonly privateKey: KeyObject
}

/** The public half as a JWKS has it (RFC 7517): nothing private, and nothing that leads elsewhere. */
export type PublicJwk = Readonly<Record<'kty' | 'kid' | 'alg' | 'use', string>> &
  Readonly<Partial<Record<'crv' | 'x' | 'y' | 'n' | 'e', string>>>

const rsaBits = 3072
const generate = promisify(generateKeyPair)

const pairs: Readonly<Record<JwsAlgorithm, () => Promise<{ privateKey: KeyObject }>>> = {
  ES256: () => generate('ec', { namedCurve: 'P-256' }),
  ES512: () => generate('ec', { namedCurve: 'P-521' }),
  EdDSA: () => generate('ed25519'),
  PS256: () => generate('rsa', { modulusLength: rsaBits }),
  RS256: () => generate('rsa', { modulusLength: rsaBits }),
}

/** A new key of an algorithm: P-256, P-521, Ed25519, or RSA of 3,072 bits. */
export async function newSigningKey(alg: JwsAlgorithm): Promise<SigningKey> {
  const { privateKey } = await pairs[alg]()
  return toSigningKey(alg, privateKey)
}

export const toSigningKey = (alg: JwsAlgorithm, privateKey: KeyObject): SigningKey => ({ alg, privateKey, kid: thumbprint(privateKey) })

/** The private half as it is sealed: PKCS #8 in DER. */
export const toPkcs8 = ({ privateKey }: SigningKey): Buffer => privateKey.export({ format: 'der', type: 'pkcs8' })

/** The key that was sealed. Throws when the bytes are none. */
export const signingKeyFromPkcs8 = (alg: JwsAlgorithm, der: Buffer): SigningKey =>
  toSigningKey(alg, createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }))

export function toPublicJwk({ kid, alg, privateKey }: SigningKey): PublicJwk {
  const { kty = '', ...members } = publicMembers(privateKey)
  return { kty, ...members, kid, alg, use: 'sig' }
}

/** The public half for whoever pins it: SubjectPublicKeyInfo in PEM (RFC 7468). */
export const toPublicPem = (jwk: PublicJwk): string =>
  createPublicKey({ key: { ...jwk }, format: 'jwk' }).export({ format: 'pem', type: 'spki' }) as string

/** RFC 7638: the SHA-256 of the required members of the public half, in the order of their names and without spaces. */
export function thumbprint(key: KeyObject): string {
  const required = Object.entries(publicMembers(key)).sort(([one], [other]) => (one < other ? -1 : 1))
  return hash('sha256', JSON.stringify(Object.fromEntries(required)), 'base64url')
}

function publicMembers(key: KeyObject): JsonWebKey & Partial<Record<'crv' | 'x' | 'y' | 'n' | 'e', string>> {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key
  return publicKey.export({ format: 'jwk' })
}
