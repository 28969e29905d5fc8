import { checkJws, malformed, splitJws } from './compact-jws.js'
import { type JwsOptions, toAlgorithms } from './read-claims.js'
import { readHeader } from './request-header.js'
import type { SignedRequest, VerifiedWebhook } from './verified-webhook.js'

export interface JwsDetachedRules extends JwsOptions {
  /** Default `x-jws-signature`. */
  readonly header?: string
  /** False where the sender is configured so: the body is signed as it is (RFC 7797). */
  readonly b64?: boolean
}

/** Verifies a detached JWS over the body (RFC 7515, Appendix F). It signs no id and no time. */
export function createJwsDetached({ header = 'x-jws-signature', b64 = true, ...options }: JwsDetachedRules) {
  const rules = { keys: options.keys, algorithms: toAlgorithms(options), isTyp: (typ: unknown) => typ === undefined, b64 }
  return async ({ headers, body }: SignedRequest): Promise<VerifiedWebhook> => {
    const jws = splitJws(readHeader(headers, header))
    if (jws.payload !== '') throw malformed('has a payload of its own where it should be detached')
    await checkJws({ ...jws, payload: b64 ? Buffer.from(body.toString('base64url')) : body }, rules)
    return { profile: 'jws-detached', id: undefined, signedAt: undefined, body, claims: undefined }
  }
}
