import type { HeaderSource } from './request-header.js'

export type Profile = 'standard-webhooks' | 'stripe' | 'jwt-header' | 'jwt-body' | 'jws-detached' | 'secured-payload'

/** A request as it came. */
export interface WebhookRequest {
  readonly headers: HeaderSource
  /** The raw bytes as they came, before any parser; a text counts as its UTF-8. */
  readonly body: Uint8Array | string
  /** For what `jwt-header` says about the method. */
  readonly method?: string | undefined
}

/** The same with its body as bytes. */
export interface SignedRequest extends WebhookRequest {
  readonly body: Buffer
}

/** A request whose sender and bytes are certain. */
export interface VerifiedWebhook {
  readonly profile: Profile
  /** What to deduplicate by: the same on every attempt. Undefined where the profile signs none. */
  readonly id: string | undefined
  /** When this attempt was signed; of `jwt-body`, when the token was made. Undefined where the profile signs no time. */
  readonly signedAt: Date | undefined
  /** What was signed: the body of the request, of `secured-payload` what was inside it, of `jwt-body` the claims. */
  readonly body: Buffer
  /** Of `jwt-header` and `jwt-body`. */
  readonly claims: Readonly<Record<string, unknown>> | undefined
}

/** Resolves only for a request that is authentic; rejects with a VerificationError. */
export interface Verifier {
  (request: WebhookRequest): Promise<VerifiedWebhook>
  readonly profile: Profile
}
