/** With what a token is signed; never `none`, never a shared secret. */
export type JwsAlgorithm = 'ES256' | 'EdDSA' | 'PS256' | 'RS256' | 'ES512'

/** Which signatures a subscription's receiver gets; several at once, all over the bytes that are sent (signing.md). */
export interface Signing {
  /** Standard Webhooks: v1 with the subscription's secrets, v1a with the account's Ed25519 key; empty: not at all. */
  readonly standardWebhooks: readonly ('v1' | 'v1a')[]
  /** A token about the request in a header. */
  readonly jwtHeader: JwtHeader | null
  /** The signature of the body as a detached JWS in a header. */
  readonly jwsDetached: JwsDetached | null
  /** The time and the body signed with the subscription's secrets, in the form of Stripe. */
  readonly stripe: StripeSignature | null
  /** The body is a security event token (RFC 8417, RFC 8935). */
  readonly jwtBody: JwtBody | null
  /** The body has one member: the payload as a JWS, or a JWE around it. */
  readonly securedPayload: SecuredPayload | null
}

export interface JwtHeader {
  readonly alg: JwsAlgorithm
  /** `Authorization` is sent with the scheme Bearer. */
  readonly header: string
  readonly audience: Audience
}

export interface JwtBody {
  readonly alg: JwsAlgorithm
  readonly audience: Audience
}

export interface SecuredPayload {
  readonly alg: JwsAlgorithm
  /** The member that holds it. */
  readonly name: string
  readonly encryption: Encryption | null
}

export interface Encryption {
  readonly alg: 'RSA-OAEP-256' | 'RSA-OAEP' | 'ECDH-ES+A256KW'
  readonly enc: 'A256GCM' | 'A256CBC-HS512'
  /** The receiver's public key as it was given: a JWK, or a key or certificate in PEM. */
  readonly key: string | Readonly<Record<string, unknown>>
}

export interface JwsDetached {
  readonly alg: JwsAlgorithm
  readonly header: string
  /** False: the body is signed as it is (RFC 7797). */
  readonly b64: boolean
}

export interface StripeSignature {
  readonly header: string
}

/** Whom a token is for: the id of the subscription, or its URL without the query. */
export type Audience = 'subscription' | 'url'

export const defaultSigning: Signing = {
  standardWebhooks: ['v1'],
  jwtHeader: null,
  jwsDetached: null,
  stripe: null,
  jwtBody: null,
  securedPayload: null,
}

/** Whether anything is signed with a key of the account. */
export const needsKeys = ({ standardWebhooks, jwtHeader, jwsDetached, jwtBody, securedPayload }: Signing): boolean =>
  jwtHeader !== null || jwsDetached !== null || jwtBody !== null || securedPayload !== null || standardWebhooks.includes('v1a')
