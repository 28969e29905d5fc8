import { constants, type KeyObject, verify } from 'node:crypto'

interface Algorithm {
  /** Null: the algorithm brings its own. */
  readonly hash: string | null
  readonly options: object
  readonly fits: (key: KeyObject) => boolean
  /** Of a signature; RSA has as many as its modulus. */
  readonly bytes?: number
}

const onCurve = (name: string) => (key: KeyObject) => key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === name
const isRsa = (key: KeyObject): boolean => key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048
const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
const plain = { dsaEncoding: 'ieee-p1363' }

/** RFC 7518 §3.3 to §3.5, RFC 8037 §3.1. Nothing that a shared secret verifies, and never `none`. */
const algorithms = {
  ES256: { hash: 'sha256', options: plain, fits: onCurve('prime256v1'), bytes: 64 },
  EdDSA: { hash: null, options: {}, fits: (key) => key.asymmetricKeyType === 'ed25519', bytes: 64 },
  PS256: { hash: 'sha256', options: pss, fits: isRsa },
  RS256: { hash: 'sha256', options: {}, fits: isRsa },
  ES512: { hash: 'sha512', options: plain, fits: onCurve('secp521r1'), bytes: 132 },
} as const satisfies Record<string, Algorithm>

export type JwsAlgorithm = keyof typeof algorithms

export const isJwsAlgorithm = (name: unknown): name is JwsAlgorithm => typeof name === 'string' && Object.hasOwn(algorithms, name)

/** Whether a key is of the type, the curve and the size that the algorithm asks for. */
export const fits = (alg: JwsAlgorithm, key: KeyObject): boolean => algorithms[alg].fits(key)

/** Whether this key signed it. */
export function isSignature(alg: JwsAlgorithm, key: KeyObject, { input, signature }: { input: Buffer; signature: Buffer }): boolean {
  const { hash, options, bytes }: Algorithm = algorithms[alg]
  if (signature.length !== (bytes ?? Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8))) return false
  return verify(hash, input, { key, ...options }, signature)
}
