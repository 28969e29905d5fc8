import type { Audience } from './signing.js'

/** What every token says of who it is from and whom it is for. */
export interface Parties {
  /** Where Posthorn is. */
  readonly issuer: string
  readonly subscription: string
  /** The account, or the project, that the subscription is registered for. */
  readonly subject: string
  readonly url: string
}

/** One attempt, as the token in a header tells of it. */
export interface AttemptClaims {
  readonly notification: string
  readonly attempt: number
  readonly eventType: string
  /** Lower-case hex, over the bytes that are sent. */
  readonly bodySha256: string
  readonly nowSeconds: number
}

/** A token in a header is good for so long. */
const lifetimeSeconds = 300

/** The claims of the token in a header (RFC 7519; `htm` and `htu` as RFC 9449 has them): fresh for each attempt (S0-19, S4-4). */
export const headerClaims = (parties: Parties, audience: Audience, told: AttemptClaims) => ({
  iss: parties.issuer,
  aud: audienceOf(parties, audience),
  sub: parties.subject,
  iat: told.nowSeconds,
  exp: told.nowSeconds + lifetimeSeconds,
  jti: told.notification,
  attempt: told.attempt,
  event_type: told.eventType,
  request_body_sha256: told.bodySha256,
  htm: 'POST',
  htu: withoutQuery(parties.url),
})

export const audienceOf = ({ subscription, url }: Parties, audience: Audience): string =>
  audience === 'url' ? withoutQuery(url) : subscription

const withoutQuery = (url: string): string => url.replace(/[?#].*$/s, '')
