import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { headerClaims, kidOf, pairs } from './token-signer.js'

/** A token that nobody may take, made of what a real key signed wherever that is possible. */
export type Malformed = readonly [string, string]

export const b64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64url')
export const es256 = (input: string, options: object = { dsaEncoding: 'ieee-p1363' }, key: KeyObject = pairs.ES256.privateKey): Buffer =>
  sign('sha256', Buffer.from(input), { key, ...options })

export const goodHeader = { alg: 'ES256', kid: kidOf('ES256'), typ: 'webhook+jwt' }
export const goodClaims = headerClaims()

/** Signed by the real key whatever the texts are. */
export function signedTexts(header: string | Uint8Array, claims: string | Uint8Array = JSON.stringify(goodClaims)): string {
  const input = `${b64(header)}.${b64(claims)}`
  return `${input}.${b64(es256(input))}`
}
export const withHeader = (header: object): string => signedTexts(JSON.stringify({ ...goodHeader, ...header }))
export const withClaims = (claims: object): string => signedTexts(JSON.stringify(goodHeader), JSON.stringify({ ...goodClaims, ...claims }))
export const withClaimsText = (claims: string): string => signedTexts(JSON.stringify(goodHeader), claims)
export const insert = (member: string, value: object = goodClaims): string => `${JSON.stringify(value).slice(0, -1)},${member}}`

export const good = withHeader({})
export const [header = '', payload = '', signature = ''] = good.split('.')
export const signatureBytes = Buffer.from(signature, 'base64url')
export const unsigned = (alg: unknown): string => `${b64(JSON.stringify({ ...goodHeader, alg }))}.${payload}.`
const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' })
export const strangersJwk = stranger.publicKey.export({ format: 'jwk' })

export function hmacWith(secret: string | Buffer, alg = 'HS256', kid = kidOf('ES256')): string {
  const input = `${b64(JSON.stringify({ ...goodHeader, alg, kid }))}.${payload}`
  return `${input}.${b64(createHmac(alg.replace('HS', 'sha'), secret).update(input).digest())}`
}

export function byStranger(more: object): string {
  const input = `${b64(JSON.stringify({ ...goodHeader, ...more }))}.${payload}`
  return `${input}.${b64(es256(input, { dsaEncoding: 'ieee-p1363' }, stranger.privateKey))}`
}

export function signedAs(alg: string, kid: string, way: { hash: string | null; key: object }): string {
  const input = `${b64(JSON.stringify({ ...goodHeader, alg, kid }))}.${payload}`
  return `${input}.${b64(sign(way.hash, Buffer.from(input), way.key as never))}`
}

/** With the stray bits of the last character set: decodes to the same bytes. */
export function strayBits(part: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const last = alphabet[alphabet.indexOf(part.at(-1)!) ^ 1]!
  return part.slice(0, -1) + last
}

export const padded = (part: string): string => part + '='.repeat((4 - (part.length % 4)) % 4 || 4)
/** Claims of a length that leaves stray bits. */
const looseClaims = [0, 1, 2].map((n) => JSON.stringify({ ...goodClaims, more: 'x'.repeat(n) })).find((text) => text.length % 3 !== 0)!
export const loose = signedTexts(JSON.stringify(goodHeader), looseClaims).split('.') as [string, string, string]
