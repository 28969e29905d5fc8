import { constants, sign, type SignKeyObjectInput } from 'node:crypto'
import { promisify } from 'node:util'
import type { JwsAlgorithm, SigningKey } from './signing-key.js'

interface HowToSign {
  /** Null: the algorithm brings its own. */
  readonly digest: string | null
  readonly options?: Omit<SignKeyObjectInput, 'key'>
  /** Takes longer than going to another thread and back. */
  readonly slow?: true
}

/** RFC 7518 §3.3 to §3.5, RFC 8037 §3.1. */
const ways = {
  ES256: { digest: 'sha256', options: { dsaEncoding: 'ieee-p1363' } },
  EdDSA: { digest: null },
  PS256: { digest: 'sha256', options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }, slow: true },
  RS256: { digest: 'sha256', slow: true },
  ES512: { digest: 'sha512', options: { dsaEncoding: 'ieee-p1363' }, slow: true },
} as const satisfies Record<JwsAlgorithm, HowToSign>

/** Beside `alg` and `kid`. A key or an address of one is never among them: the receiver has them from elsewhere. */
export interface JwsHeader {
  readonly typ?: string
}

/** A JWS in compact serialization (RFC 7515 §7.1). Rejects when the key is not one of its algorithm. */
export async function signJws(key: SigningKey, header: JwsHeader, payload: string): Promise<string> {
  const input = `${headerOf(key, header)}.${base64url(payload)}`
  return `${input}.${await signatureOf(key, Buffer.from(input))}`
}

/** A JWS without its payload (RFC 7515, Appendix F); unless `b64`, the payload is signed as it is (RFC 7797). */
export async function signDetached(key: SigningKey, payload: string, { b64 }: { readonly b64: boolean }): Promise<string> {
  const header = headerOf(key, b64 ? {} : { b64: false, crit: ['b64'] })
  return `${header}..${await signatureOf(key, Buffer.from(`${header}.${b64 ? base64url(payload) : payload}`))}`
}

/** Without the payload, which the receiver's side may know and nobody else: what is left proves which key signed. */
export const withoutPayload = (jws: string): string => jws.replace(/\..*\./s, '..')

const headerOf = ({ alg, kid }: SigningKey, header: object): string => base64url(JSON.stringify({ alg, kid, ...header }))

const base64url = (text: string): string => Buffer.from(text).toString('base64url')

async function signatureOf({ alg, privateKey }: SigningKey, input: Buffer): Promise<string> {
  const { digest, options, slow }: HowToSign = ways[alg]
  const key = { ...options, key: privateKey }
  const signature = slow ? await signElsewhere(digest, input, key) : sign(digest, input, key)
  return signature.toString('base64url')
}

const signElsewhere = promisify(sign) as (digest: string | null, data: Buffer, key: SignKeyObjectInput) => Promise<Buffer>
