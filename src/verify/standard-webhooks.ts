import { createHmac, createPublicKey, type KeyObject, timingSafeEqual, verify } from 'node:crypto'
import { fromBase64 } from './canonical-base64.js'
import { checkTimestamp, type Clock } from './check-timestamp.js'
import { readHeader } from './request-header.js'
import { VerificationError } from './verification-error.js'
import type { SignedRequest, VerifiedWebhook } from './verified-webhook.js'

export interface StandardWebhooksKeys {
  /** `whsec_…`, as shown when the subscription was made; several while one replaces another. */
  readonly secrets?: readonly string[]
  /** `whpk_…`, for signatures `v1a` (Ed25519). */
  readonly publicKeys?: readonly string[]
}

const maxSignatures = 32

/** Verifies Standard Webhooks (https://www.standardwebhooks.com): `v1` by any of the secrets, or `v1a` by any of the public keys. */
export function createStandardWebhooks(keys: StandardWebhooksKeys, clock: Clock): (request: SignedRequest) => VerifiedWebhook {
  const secrets = (keys.secrets ?? []).map(toSecret)
  const publicKeys = (keys.publicKeys ?? []).map(toPublicKey)
  if (secrets.length + publicKeys.length === 0) throw new TypeError('Standard Webhooks need at least one secret or public key.')
  return ({ headers, body }) => {
    const id = readId(readHeader(headers, 'webhook-id'))
    const timestamp = readTimestamp(readHeader(headers, 'webhook-timestamp'))
    const signatures = readSignatures(readHeader(headers, 'webhook-signature'))
    checkTimestamp(Number(timestamp), clock)
    const content = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body])
    const macs = secrets.map((secret) => createHmac('sha256', secret).update(content).digest())
    const isSigned =
      signatures.v1.some((signature) => macs.some((mac) => timingSafeEqual(mac, signature))) ||
      signatures.v1a.some((signature) => publicKeys.some((key) => verify(null, content, key, signature)))
    if (!isSigned) throw new VerificationError('signature_mismatch', mismatch)
    return { profile: 'standard-webhooks', id, signedAt: new Date(Number(timestamp) * 1000), body, claims: undefined }
  }
}

const mismatch =
  'No signature of the request was made with any of the configured secrets or keys over these bytes: either the secret is that of ' +
  'another subscription, or the body is not what was sent (use the raw bytes, never parsed and serialised JSON).'

/** The id is what comes before the first full stop of the signed content, so it has none itself. */
function readId(text: string): string {
  if (/^[\x21-\x2d\x2f-\x7e]{1,256}$/.test(text)) return text
  throw new VerificationError('malformed_header', 'webhook-id is not 1 to 256 visible ASCII characters without a full stop.')
}

function readTimestamp(text: string): string {
  if (/^\d{1,15}$/.test(text)) return text
  throw new VerificationError('malformed_header', 'webhook-timestamp is not a whole number of seconds of 1 to 15 digits.')
}

/** Versions that are not known are for others. */
function readSignatures(text: string): { v1: Buffer[]; v1a: Buffer[] } {
  const entries = text.split(' ')
  if (entries.length > maxSignatures)
    throw new VerificationError('malformed_header', `webhook-signature has more than ${maxSignatures} parts.`)
  const [v1, v1a] = [decode(entries, 'v1,', 32), decode(entries, 'v1a,', 64)]
  if (v1.length + v1a.length > 0) return { v1, v1a }
  throw new VerificationError('malformed_header', 'webhook-signature has no part "v1,<base64 of 32 bytes>" or "v1a,<base64 of 64 bytes>".')
}

const decode = (entries: readonly string[], prefix: string, length: number): Buffer[] =>
  entries
    .filter((entry) => entry.startsWith(prefix))
    .flatMap((entry) => fromBase64(entry.slice(prefix.length)) ?? [])
    .filter((bytes) => bytes.length === length)

function toSecret(text: string): Buffer {
  const bytes = afterPrefix('whsec_', text)
  if (bytes !== undefined && bytes.length >= 24 && bytes.length <= 64) return bytes
  throw new TypeError('A secret is "whsec_" followed by the base64 of 24 to 64 bytes, exactly as it was shown.')
}

function toPublicKey(text: string): KeyObject {
  const bytes = afterPrefix('whpk_', text)
  if (bytes?.length !== 32) throw new TypeError('A public key is "whpk_" followed by the base64 of 32 bytes.')
  return createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: bytes.toString('base64url') } })
}

const afterPrefix = (prefix: string, text: string): Buffer | undefined =>
  text.startsWith(prefix) ? fromBase64(text.slice(prefix.length)) : undefined
