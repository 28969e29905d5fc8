import { checkBodyHash, checkParties, checkRequest, type Parties, readSeconds, readText } from './check-claims.js'
import { checkTimestamp, type Clock } from './check-timestamp.js'
import { type JwsOptions, readClaims } from './read-claims.js'
import { readHeader } from './request-header.js'
import { VerificationError } from './verification-error.js'
import type { SignedRequest, VerifiedWebhook } from './verified-webhook.js'

export interface JwtHeaderRules extends JwsOptions, Parties {
  /** Default `Webhook-JWT`; of `Authorization`, the scheme Bearer is left out. */
  readonly header?: string
  /** The address that the sender calls: what `htu` has to be. Not looked at when it is left out. */
  readonly url?: string
}

/** Verifies a token in a header: fresh for each attempt, with the hash of the body. */
export function createJwtHeader({ header = 'Webhook-JWT', url, ...rules }: JwtHeaderRules, clock: Clock) {
  const read = readClaims(rules, 'webhook+jwt')
  return async ({ headers, body, method }: SignedRequest): Promise<VerifiedWebhook> => {
    const value = readHeader(headers, header)
    const { claims } = await read(header.toLowerCase() === 'authorization' ? value.replace(/^Bearer /i, '') : value)
    checkParties(claims, rules)
    const [issuedAt, expiresAt, id] = [readSeconds(claims, 'iat'), readSeconds(claims, 'exp'), readText(claims, 'jti')]
    checkTimestamp(issuedAt, clock)
    const age = Math.floor(clock.now().getTime() / 1000) - expiresAt
    if (age > 0) throw new VerificationError('timestamp_too_old', `The token has expired ${age} s ago (exp).`, age)
    checkRequest(claims, { method, url })
    checkBodyHash(claims, body)
    return { profile: 'jwt-header', id, signedAt: new Date(issuedAt * 1000), body, claims }
  }
}
