import { createHmac, timingSafeEqual } from 'node:crypto'
import { checkTimestamp, type Clock } from './check-timestamp.js'
import { readHeader } from './request-header.js'
import { VerificationError } from './verification-error.js'
import type { SignedRequest, VerifiedWebhook } from './verified-webhook.js'

export interface StripeRules {
  /** `whsec_…`, as shown when the subscription was made; several while one replaces another. */
  readonly secrets: readonly string[]
  /** Where the signature is; default `Stripe-Signature`. */
  readonly header?: string
}

const maxElements = 32

/** Verifies a header as Stripe sends it, `t=…,v1=…`, by any of the secrets. Throws a TypeError where one of them is no secret. */
export function createStripe(
  { secrets, header = 'Stripe-Signature' }: StripeRules,
  clock: Clock,
): (request: SignedRequest) => VerifiedWebhook {
  if (secrets.length === 0 || secrets.some((secret) => !/^\S+$/.test(secret)))
    throw new TypeError('Stripe signatures need a secret or several, each exactly as it was shown.')
  return ({ headers, body }) => {
    const { timestamp, signatures } = readElements(header, readHeader(headers, header))
    checkTimestamp(Number(timestamp), clock)
    const macs = secrets.map((secret) => createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest())
    if (!signatures.some((signature) => macs.some((mac) => timingSafeEqual(mac, signature))))
      throw new VerificationError('signature_mismatch', mismatch)
    return { profile: 'stripe', id: undefined, signedAt: new Date(Number(timestamp) * 1000), body, claims: undefined }
  }
}

const mismatch =
  'No signature of the request was made with any of the configured secrets over these bytes: either the secret is that of another ' +
  'subscription, or the body is not what was sent (use the raw bytes, never parsed and serialised JSON).'

/** Elements that are not known are for others. */
function readElements(header: string, text: string): { timestamp: string; signatures: Buffer[] } {
  const elements = text.split(',')
  if (elements.length > maxElements) throw new VerificationError('malformed_header', `${header} has more than ${maxElements} elements.`)
  const after = (prefix: string) => elements.filter((element) => element.startsWith(prefix)).map((element) => element.slice(prefix.length))
  const [[timestamp, ...others], signatures] = [after('t='), after('v1=').filter((hex) => /^[0-9a-f]{64}$/.test(hex))]
  if (timestamp === undefined || others.length > 0 || !/^\d{1,15}$/.test(timestamp) || signatures.length === 0)
    throw new VerificationError(
      'malformed_header',
      `${header} has not one "t=<seconds of 1 to 15 digits>" and "v1=<64 lower-case hexadecimal digits>".`,
    )
  return { timestamp, signatures: signatures.map((hex) => Buffer.from(hex, 'hex')) }
}
