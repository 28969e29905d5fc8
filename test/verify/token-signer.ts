import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { CompactEncrypt, CompactSign, FlattenedSign } from 'jose'
import { createPinnedKeys, createVerifier, type JwsAlgorithm, type Verifier } from '../../src/verify/index.js'
import { at } from './asking.js'

export const algorithms = ['ES256', 'EdDSA', 'PS256', 'RS256', 'ES512'] as const satisfies readonly JwsAlgorithm[]

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
export const pairs: Readonly<Record<JwsAlgorithm, { publicKey: KeyObject; privateKey: KeyObject }>> = {
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: generateKeyPairSync('ed25519'),
  PS256: rsa,
  RS256: rsa,
  ES512: generateKeyPairSync('ec', { namedCurve: 'P-521' }),
}
const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' })
export const recipient = generateKeyPairSync('rsa', { modulusLength: 2048 })
/** Every kind of key that payloads are encrypted to, with what encrypts to it. */
export const recipients = [
  ['RSA', recipient, 'RSA-OAEP-256'],
  ['RSA', recipient, 'RSA-OAEP'],
  ['P-256', generateKeyPairSync('ec', { namedCurve: 'P-256' }), 'ECDH-ES+A256KW'],
  ['P-384', generateKeyPairSync('ec', { namedCurve: 'P-384' }), 'ECDH-ES+A256KW'],
  ['P-521', generateKeyPairSync('ec', { namedCurve: 'P-521' }), 'ECDH-ES+A256KW'],
  ['X25519', generateKeyPairSync('x25519'), 'ECDH-ES+A256KW'],
] as const

export const kidOf = (alg: string): string => `key-${alg}`
export const jwks = {
  keys: algorithms.map((alg) => ({ ...pairs[alg].publicKey.export({ format: 'jwk' }), kid: kidOf(alg), alg, use: 'sig' })),
}
export const keys = createPinnedKeys(jwks)
export const pemOf = (key: KeyObject): string =>
  key.type === 'private' ? String(key.export({ format: 'pem', type: 'pkcs8' })) : String(key.export({ format: 'pem', type: 'spki' }))

/** Private keys that nobody has encrypted to. */
export const strangers = [rsa.privateKey, stranger.privateKey].map(pemOf)

export const nowSeconds = 1_800_000_000
export const now = at(nowSeconds)
export const body = Buffer.from('{"id":"evt_1","type":"payment.settled","data":{"amount":10.50}}')
export const parties = { issuer: 'https://posthorn.example', audience: 'sub_1' }

type Members = Readonly<Record<string, unknown>>

export const headerClaims = (over: Members = {}): Members => ({
  iss: parties.issuer,
  aud: parties.audience,
  sub: 'acc_1',
  iat: nowSeconds,
  exp: nowSeconds + 300,
  jti: 'ntf_1',
  attempt: 1,
  event_type: 'payment.settled',
  request_body_sha256: createHash('sha256').update(body).digest('hex'),
  htm: 'POST',
  htu: 'https://shop.example/hooks',
  ...over,
})

export const setClaims = (over: Members = {}): Members => ({
  iss: parties.issuer,
  aud: parties.audience,
  iat: nowSeconds,
  jti: 'ntf_1',
  txn: 'evt_1',
  toe: nowSeconds,
  events: { 'https://posthorn.example/events/payment.settled': { amount: 1 } },
  ...over,
})

export interface Signing {
  readonly alg?: JwsAlgorithm
  readonly header?: Members
  readonly byStranger?: boolean
}

/** A compact JWS, made by jose. */
export async function sign(
  payload: Members | Uint8Array | string,
  { alg = 'ES256', header, byStranger = false }: Signing = {},
): Promise<string> {
  const bytes = payload instanceof Uint8Array ? payload : Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload))
  const key = byStranger ? stranger.privateKey : pairs[alg].privateKey
  return await new CompactSign(bytes).setProtectedHeader({ alg, kid: kidOf(alg), ...header }).sign(key)
}

export const headerToken = (claims: Members = {}, { header, ...signing }: Signing = {}): Promise<string> =>
  sign(headerClaims(claims), { ...signing, header: { typ: 'webhook+jwt', ...header } })

export async function detached(payload: Uint8Array, { alg = 'ES256', b64 = true }: Signing & { b64?: boolean } = {}): Promise<string> {
  const header = { alg, kid: kidOf(alg), ...(b64 ? {} : { b64: false, crit: ['b64'] }) }
  const signed = await new FlattenedSign(payload).setProtectedHeader(header).sign(pairs[alg].privateKey)
  return `${signed.protected ?? ''}..${signed.signature}`
}

export async function encrypt(jws: string, header: { alg: string; enc: string }, to: KeyObject = recipient.publicKey): Promise<string> {
  return await new CompactEncrypt(Buffer.from(jws)).setProtectedHeader({ ...header, cty: 'JOSE' }).encrypt(to)
}

/** A verifier of tokens in headers, with every algorithm configured, asked about one token. */
export function takesToken(verify: Verifier): (token: string, asked?: Uint8Array) => ReturnType<Verifier> {
  return (token, asked = body) => verify({ headers: { 'webhook-jwt': token }, body: asked, method: 'POST' })
}

export const verifyToken = takesToken(
  createVerifier({ profile: 'jwt-header', keys, algorithms, ...parties, url: 'https://shop.example/hooks?key=1', now }),
)
