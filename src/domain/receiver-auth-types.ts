import type { JwsAlgorithm } from './signing/signing.js'

/** How a receiver wants to be authenticated to, without the secret part; `changedAt` is when that was set. */
export type Auth =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly username: string; readonly changedAt: string }
  | { readonly kind: 'bearer'; readonly changedAt: string }
  | { readonly kind: 'header'; readonly name: string; readonly changedAt: string }
  | OAuth2Auth

/** How the token endpoint is authenticated to (RFC 6749 §2.3.1, RFC 7523 §2.2). */
export type ClientAuthentication = 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt'

/** A token of the client credentials grant (RFC 6749 §4.4). */
export interface OAuth2Auth {
  readonly kind: 'oauth2'
  /** Its path and query are secrets, like those of the endpoint. */
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientAuthentication: ClientAuthentication
  /** Of the account's key that signs for `private_key_jwt`, and null otherwise. */
  readonly alg: JwsAlgorithm | null
  readonly scope: string | null
  readonly audience: string | null
  /** RFC 8707. */
  readonly resource: string | null
  readonly changedAt: string
}
