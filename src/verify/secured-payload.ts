import { createDecrypt, type DecryptOptions } from './jwe.js'
import { malformed } from './compact-jws.js'
import { type JwsOptions, readPayload, toAlgorithms } from './read-claims.js'
import { parseObject } from './strict-json.js'
import { VerificationError } from './verification-error.js'
import type { SignedRequest, VerifiedWebhook } from './verified-webhook.js'

export interface SecuredPayloadRules extends JwsOptions {
  /** The one member of the body; default `secured_payload`. */
  readonly member?: string
  /** Where the sender encrypts for this receiver; then what is not encrypted is refused. */
  readonly decrypt?: DecryptOptions
}

/** A token of another profile is none of this one, whoever signed it. */
const ofOthers: readonly unknown[] = ['webhook+jwt', 'secevent+jwt']

/** Verifies a body `{"<member>":"<JWS, or JWE around the JWS>"}`: signed, then encrypted. It signs no id and no time of its own. */
export function createSecuredPayload({ member = 'secured_payload', decrypt, ...options }: SecuredPayloadRules) {
  const read = readPayload({ keys: options.keys, algorithms: toAlgorithms(options), isTyp: (typ) => !ofOthers.includes(typ) })
  const open = decrypt && createDecrypt(decrypt)
  return async ({ body }: SignedRequest): Promise<VerifiedWebhook> => {
    const envelope = parseObject(body)
    const secured = envelope?.[member]
    if (envelope === undefined || typeof secured !== 'string' || Object.keys(envelope).length !== 1)
      throw new VerificationError('malformed_token', `The body is not a JSON object with the one member ${member}.`)
    if ((secured.split('.').length === 5) !== (open !== undefined))
      throw malformed(open ? 'is not encrypted' : 'is encrypted, and no key is configured')
    const payload = await read(open === undefined ? secured : open(secured).toString('latin1'))
    return { profile: 'secured-payload', id: undefined, signedAt: undefined, body: payload, claims: undefined }
  }
}
