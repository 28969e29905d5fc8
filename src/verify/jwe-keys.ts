import {
  constants,
  createDecipheriv,
  createHash,
  createPublicKey,
  diffieHellman,
  type JsonWebKey,
  type KeyObject,
  privateDecrypt,
} from 'node:crypto'
import { fromBase64url } from './canonical-base64.js'

/** The encrypted key of a JWE, and the header that says how it was encrypted. */
export interface WrappedKey {
  readonly encrypted: Buffer
  readonly header: Readonly<Record<string, unknown>>
}

type Unwrap = (key: KeyObject, wrapped: WrappedKey) => Buffer

const rsaOaep =
  (oaepHash: string): Unwrap =>
  (key, { encrypted }) =>
    privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }, encrypted)

/** How the content key comes out of its wrapping. Each throws for what is not for this key. */
export const keyAlgorithms = {
  'RSA-OAEP-256': rsaOaep('sha256'),
  'RSA-OAEP': rsaOaep('sha1'),
  'ECDH-ES+A256KW': unwrapWithAgreedKey,
} as const satisfies Record<string, Unwrap>

/** RFC 7518 §4.6; the curve of the sender's key has to be that of ours, and its point on it, or OpenSSL throws. */
function unwrapWithAgreedKey(privateKey: KeyObject, { encrypted, header }: WrappedKey): Buffer {
  const { kty, crv, x, y } = header['epk'] as JsonWebKey
  const key = Object.fromEntries(Object.entries({ kty, crv, x, y }).filter(([, value]) => value !== undefined))
  const secret = diffieHellman({ privateKey, publicKey: createPublicKey({ format: 'jwk', key }) })
  const unwrap = createDecipheriv('id-aes256-wrap', deriveKey(secret, header), Buffer.alloc(8, 0xa6)) // RFC 3394
  return Buffer.concat([unwrap.update(encrypted), unwrap.final()])
}

/** The Concat KDF of NIST SP 800-56A as RFC 7518 §4.6.2 uses it: one round of SHA-256 gives 256 bits. */
function deriveKey(secret: Buffer, { alg, apu, apv }: WrappedKey['header']): Buffer {
  const info = [Buffer.from(String(alg)), partyOf(apu), partyOf(apv)].flatMap((part) => [toUint32(part.length), part])
  return createHash('sha256')
    .update(Buffer.concat([toUint32(1), secret, ...info, toUint32(256)]))
    .digest()
}

function partyOf(info: unknown): Buffer {
  if (info === undefined) return Buffer.alloc(0)
  const bytes = typeof info === 'string' ? fromBase64url(info) : undefined
  if (bytes === undefined) throw new Error('not canonical base64url')
  return bytes
}

function toUint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
