import { createHmac, type KeyObject, randomBytes, sign } from 'node:crypto'

const secretPrefix = 'whsec_'
const newSecretBytes = 32
const minSecretBytes = 24
const maxSecretBytes = 64

/** What is signed: the notification's id, the time of the attempt in seconds since 1970, and the exact body. */
export interface WebhookMessage {
  readonly id: string
  readonly timestampSeconds: number
  readonly body: string
}

/** The value of `webhook-signature` (Standard Webhooks, symmetric): one `v1,<base64 HMAC-SHA256>` per secret, separated by spaces. */
export function signStandardWebhook(secrets: readonly Buffer[], message: WebhookMessage): string {
  const content = contentOf(message)
  return secrets.map((secret) => `v1,${createHmac('sha256', secret).update(content).digest('base64')}`).join(' ')
}

/** The asymmetric signature: `v1a,<base64 Ed25519>`. */
export const signWithEd25519 = (privateKey: KeyObject, message: WebhookMessage): string =>
  `v1a,${sign(null, Buffer.from(contentOf(message)), privateKey).toString('base64')}`

const contentOf = ({ id, timestampSeconds, body }: WebhookMessage): string => `${id}.${timestampSeconds}.${body}`

/** The bytes of a `whsec_` secret; undefined unless it is 24 to 64 bytes in canonical, padded base64. */
export function parseSecret(text: string): Buffer | undefined {
  if (!text.startsWith(secretPrefix)) return undefined
  const bytes = Buffer.from(text.slice(secretPrefix.length), 'base64')
  const fits = bytes.length >= minSecretBytes && bytes.length <= maxSecretBytes
  return fits && formatSecret(bytes) === text ? bytes : undefined
}

/** A secret as it is kept, from itself or from its bytes in hexadecimal digits, as Adyen has its keys. */
export const toSecret = (own: string): string => (/^([0-9A-Fa-f]{2})+$/.test(own) ? formatSecret(Buffer.from(own, 'hex')) : own)

/** A new secret of 32 random bytes, as text. */
export const newSecret = (): string => formatSecret(randomBytes(newSecretBytes))

/** The text of a secret: `whsec_` and its bytes in base64. */
export const formatSecret = (bytes: Buffer): string => secretPrefix + bytes.toString('base64')
