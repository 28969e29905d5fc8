import { checkParties, type Claims, type Parties, readSeconds, readText } from './check-claims.js'
import { ageOf, checkNotInFuture, type Clock } from './check-timestamp.js'
import { malformed } from './compact-jws.js'
import { type JwsOptions, readClaims } from './read-claims.js'
import { readHeader } from './request-header.js'
import { VerificationError } from './verification-error.js'
import type { SignedRequest, VerifiedWebhook } from './verified-webhook.js'

export interface JwtBodyRules extends JwsOptions, Parties {
  /**
   * How old a token may be. Every attempt brings the same token, so this is as long as notifications are sent again and replayed, and ids
   * have to be remembered for as long. Default 30 days.
   */
  readonly maxAgeSeconds?: number
}

const month = 30 * 86_400

/** Verifies a body that is a Security Event Token (RFC 8417, pushed as in RFC 8935). */
export function createJwtBody({ maxAgeSeconds = month, ...rules }: JwtBodyRules, clock: Clock) {
  const read = readClaims(rules, 'secevent+jwt')
  return async ({ headers, body }: SignedRequest): Promise<VerifiedWebhook> => {
    if (!/^application\/secevent\+jwt\s*(;|$)/i.test(readHeader(headers, 'content-type')))
      throw new VerificationError('malformed_header', 'content-type is not application/secevent+jwt.')
    const { claims, bytes } = await read(body.toString('latin1'))
    checkParties(claims, rules)
    const issuedAt = readSeconds(claims, 'iat')
    checkNotInFuture(issuedAt, clock)
    const age = ageOf(issuedAt, clock)
    if (age > maxAgeSeconds)
      throw new VerificationError('timestamp_too_old', `The token was made ${age} s ago, more than the allowed ${maxAgeSeconds} s.`, age)
    checkEvents(claims)
    return { profile: 'jwt-body', id: readText(claims, 'jti'), signedAt: new Date(issuedAt * 1000), body: bytes, claims }
  }
}

/** RFC 8417 §2.2: an object with at least one event. */
function checkEvents({ events }: Claims): void {
  const isObject = typeof events === 'object' && events !== null && !Array.isArray(events)
  if (!isObject || Object.keys(events).length === 0) throw malformed('has no events')
}
