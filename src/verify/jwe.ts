import { createDecipheriv, createHmac, createPrivateKey, type JsonWebKey, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto'
import { fromBase64url } from './canonical-base64.js'
import { malformed, readProtectedHeader } from './compact-jws.js'
import { keyAlgorithms, type WrappedKey } from './jwe-keys.js'
import { VerificationError } from './verification-error.js'

interface Sealed {
  /** The protected header as it is written. */
  readonly aad: string
  readonly iv: Buffer
  readonly text: Buffer
  readonly tag: Buffer
}

type Open = (key: Buffer, sealed: Sealed) => Buffer

const contents = {
  A256GCM: { keyBytes: 32, ivBytes: 12, tagBytes: 16, open: openGcm },
  'A256CBC-HS512': { keyBytes: 64, ivBytes: 16, tagBytes: 32, open: openCbc },
} as const satisfies Record<string, { keyBytes: number; ivBytes: number; tagBytes: number; open: Open }>

export interface DecryptOptions {
  /** Private keys of this receiver in PEM or as JWKs: RSA, or of a curve for ECDH-ES; several while one replaces another. */
  readonly privateKeys: readonly (string | object)[]
  /** How the content key is encrypted: RSA-OAEP-256 (the default), RSA-OAEP, ECDH-ES+A256KW. */
  readonly algorithms?: readonly (keyof typeof keyAlgorithms)[]
  /** How the content is encrypted: A256GCM (the default), A256CBC-HS512. */
  readonly encryptions?: readonly (keyof typeof contents)[]
}

/** Opens compact JWEs (RFC 7516 §5.2) with any of the keys and the configured algorithms alone. */
export function createDecrypt({
  algorithms = ['RSA-OAEP-256'],
  encryptions = ['A256GCM'],
  ...options
}: DecryptOptions): (jwe: string) => Buffer {
  const privateKeys = options.privateKeys.map(toPrivateKey)
  if (privateKeys.length === 0) throw new TypeError('decrypt needs at least one private key.')
  return (jwe) => {
    const { encryptedKey, ...sealed } = splitJwe(jwe)
    const header = readProtectedHeader(sealed.aad)
    const { alg, enc, crit } = header
    const [how, content] = [algorithms.find((name) => name === alg), encryptions.find((name) => name === enc)]
    if (how === undefined || content === undefined || crit !== undefined)
      throw new VerificationError('unsupported_algorithm', 'The token is not encrypted as configured (alg, enc), or has extensions (crit).')
    const { keyBytes, ivBytes, tagBytes, open } = contents[content]
    if (sealed.iv.length !== ivBytes || sealed.tag.length !== tagBytes)
      throw malformed('has an initialization vector or tag of another length than its enc')
    const wrapped: WrappedKey = { encrypted: encryptedKey, header }
    const keys = privateKeys.map((key) => unwrap(() => keyAlgorithms[how](key, wrapped), keyBytes))
    return openWithAny(keys, (key) => open(key, sealed))
  }
}

function splitJwe(jwe: string): Sealed & { readonly encryptedKey: Buffer } {
  const [aad = '', ...parts] = jwe.split('.')
  const [encryptedKey, iv, text, tag] = parts.map(fromBase64url)
  if (encryptedKey && iv && text && tag) return { aad, encryptedKey, iv, text, tag }
  throw malformed('has parts that are not canonical base64url')
}

/** RFC 7516 §11.5: a key that cannot be unwrapped fails like one that is wrong, so that nobody learns which it was. */
function unwrap(unwrapKey: () => Buffer, keyBytes: number): Buffer {
  const random = randomBytes(keyBytes)
  try {
    const unwrapped = unwrapKey()
    return unwrapped.length === keyBytes ? unwrapped : random
  } catch {
    return random
  }
}

function openWithAny(keys: readonly Buffer[], open: (key: Buffer) => Buffer): Buffer {
  for (const key of keys) {
    try {
      return open(key)
    } catch {
      continue
    }
  }
  throw new VerificationError(
    'decryption_failed',
    'The token cannot be opened with any of the configured private keys: it is for another key, or was altered.',
  )
}

/** RFC 7518 §5.3. */
function openGcm(key: Buffer, { aad, iv, text, tag }: Sealed): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: 16 }).setAAD(Buffer.from(aad)).setAuthTag(tag)
  return Buffer.concat([decipher.update(text), decipher.final()])
}

/** RFC 7518 §5.2. */
function openCbc(key: Buffer, { aad, iv, text, tag }: Sealed): Buffer {
  const length = Buffer.alloc(8)
  length.writeBigUInt64BE(BigInt(aad.length * 8))
  const mac = createHmac('sha512', key.subarray(0, 32)).update(aad).update(iv).update(text).update(length).digest()
  if (!timingSafeEqual(mac.subarray(0, 32), tag)) throw new Error('tag')
  const decipher = createDecipheriv('aes-256-cbc', key.subarray(32), iv)
  return Buffer.concat([decipher.update(text), decipher.final()])
}

function toPrivateKey(key: string | object): KeyObject {
  try {
    return createPrivateKey(typeof key === 'string' ? key : { format: 'jwk', key: key as JsonWebKey })
  } catch {
    throw new TypeError('A private key is in PEM ("-----BEGIN PRIVATE KEY-----"), or a JWK.')
  }
}
