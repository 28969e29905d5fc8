import { timingSafeEqual, createHash } from 'node:crypto'
import { VerificationError } from './verification-error.js'
import { malformed } from './compact-jws.js'

export type Claims = Readonly<Record<string, unknown>>

/** Whom tokens are from and for, as configured. */
export interface Parties {
  /** What `iss` has to be: the address of the Posthorn that sends. */
  readonly issuer: string
  /** What `aud` has to be or contain: the id of the subscription, or its URL. */
  readonly audience: string
}

/** Throws `wrong_issuer` or `wrong_audience`. */
export function checkParties({ iss, aud }: Claims, { issuer, audience }: Parties): void {
  if (iss !== issuer) throw new VerificationError('wrong_issuer', 'The token is from another sender (iss) than the configured one.')
  if (![aud].flat().includes(audience))
    throw new VerificationError('wrong_audience', 'The token is for another receiver (aud) than the configured one.')
}

/** Seconds since 1970; throws `malformed_token` for anything else. */
export function readSeconds(claims: Claims, name: string): number {
  const value = claims[name]
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value < 1e15) return value
  throw malformed(`has no ${name} that is a whole number of seconds`)
}

/** Throws `malformed_token` unless it is a text of 1 to 256 characters. */
export function readText(claims: Claims, name: string): string {
  const value = claims[name]
  if (typeof value === 'string' && value !== '' && value.length <= 256) return value
  throw malformed(`has no ${name} that is a text of 1 to 256 characters`)
}

/** Throws `body_altered` when `request_body_sha256` is not that of these bytes. */
export function checkBodyHash(claims: Claims, body: Buffer): void {
  const claimed = readText(claims, 'request_body_sha256')
  if (!/^[0-9a-f]{64}$/.test(claimed)) throw malformed('has no request_body_sha256 of 64 lower-case hexadecimal digits')
  if (timingSafeEqual(Buffer.from(claimed, 'hex'), createHash('sha256').update(body).digest())) return
  throw new VerificationError(
    'body_altered',
    'The token is authentic, but it was made for another body: the body was altered on its way, or it is not the raw bytes.',
  )
}

/** Throws `wrong_request` when the token was made for another method, or another address. */
export function checkRequest({ htm, htu }: Claims, { method, url }: { method: string | undefined; url: string | undefined }): void {
  if (method !== undefined && htm !== method) throw wrongRequest('method (htm)')
  if (url !== undefined && htu !== url.replace(/[?#].*$/s, '')) throw wrongRequest('address (htu)')
}

const wrongRequest = (what: string): VerificationError =>
  new VerificationError('wrong_request', `The token was made for another ${what} than that of this request.`)
