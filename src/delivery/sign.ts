import { hash } from 'node:crypto'
import { signDetached, signJws, withoutPayload } from '../crypto/jws.js'
import type { JwsAlgorithm } from '../crypto/signing-key.js'
import { signAdyenItem } from '../crypto/adyen-hmac.js'
import { formatSecret, signStandardWebhook, signWithEd25519 } from '../crypto/standard-webhooks.js'
import { signStripe } from '../crypto/stripe-signature.js'
import { type JwtHeader, needsKeys } from '../domain/signing/signing.js'
import { headerClaims } from '../domain/signing/token-claims.js'
import type { InnerSignature } from '../domain/styles/styled-event.js'
import type { Credentials } from './credentials.js'
import type { Message, Signatory } from './message.js'
import { secureBody, type SecureDeps } from './secure-body.js'
import type { SigningKeys } from './signing-keys.js'

export interface SignedRequest {
  readonly url: string
  /** Nothing secret is among them; of a token they have what tells the key that signed it. */
  readonly headers: Readonly<Record<string, string>>
  /** Sent with the headers, and kept masked. */
  readonly credentials: Credentials
  /** Sent instead of what the headers have of them. */
  readonly tokens: Readonly<Record<string, string>>
  readonly body: string
  /** What the next attempt needs to send this body again; null: nothing, or it is there. */
  readonly keptBody: string | null
  /** Why it must not be sent as it is: it was to be encrypted, and cannot be. */
  readonly refused?: string
}

/** The request of one attempt: exactly the rendered bytes, signed with the time of this attempt (signing.md). */
export type Sign = (message: Message, endpoint: Signatory, now: Date) => SignedRequest | Promise<SignedRequest>

export interface SignDeps {
  readonly keys: SigningKeys
  /** Whom tokens are from. */
  readonly issuer: string
}

export const createSign =
  (deps: SignDeps): Sign =>
  (rendered, endpoint, now) => {
    const message = rendered.innerSignature ? signInside(rendered, rendered.innerSignature, endpoint.secretsAt(now)) : rendered
    return needsKeys(endpoint.signing) ? signWithKeys(deps, { message, endpoint, now }) : signRequest(message, endpoint, now)
  }

/** The body with the signature that belongs into it: there is room for one, so the newest secret makes it. */
function signInside(message: Message, { over, at }: InnerSignature, [newest]: readonly Buffer[]): Message {
  const { body } = message
  return newest ? { ...message, body: `${body.slice(0, at)}${signAdyenItem(newest, over)}${body.slice(at)}` } : message
}

const USER_AGENT = 'Posthorn/0.1'
const noTokens = {}

function signRequest({ id, body, headers }: Message, endpoint: Signatory, now: Date): SignedRequest {
  const timestampSeconds = toSeconds(now)
  const { standardWebhooks, stripe } = endpoint.signing
  const signature = standardWebhooks.includes('v1')
    ? { 'webhook-signature': signStandardWebhook(endpoint.secretsAt(now), { id, timestampSeconds, body }) }
    : undefined
  return {
    url: endpoint.url,
    body,
    credentials: endpoint.credentials,
    tokens: noTokens,
    keptBody: null,
    headers: {
      ...endpoint.headers,
      'content-type': 'application/json',
      ...headers,
      'user-agent': USER_AGENT,
      'webhook-id': id,
      'webhook-timestamp': String(timestampSeconds),
      ...signature,
      ...(stripe && { [stripe.header.toLowerCase()]: signStripe(endpoint.secretsAt(now).map(formatSecret), { timestampSeconds, body }) }),
    },
  }
}

const toSeconds = (instant: Date): number => Math.floor(instant.getTime() / 1000)

interface Occasion {
  readonly message: Message
  readonly endpoint: Signatory
  readonly now: Date
}

/** First the body, then what is signed of it. */
async function signWithKeys({ keys, issuer }: SignDeps, { message: rendered, endpoint, now }: Occasion): Promise<SignedRequest> {
  const { recipient, registered } = endpoint
  if (recipient?.ok === false)
    return { ...signRequest(rendered, endpoint, now), refused: `the encryption key of the receiver ${recipient.reason}` }
  const { account, environment } = registered
  const keyFor = (alg: JwsAlgorithm) => keys.current(account, environment, alg)
  const deps = { issuer, keyFor, isPublished: (kid: string) => keys.isPublished(account, kid) }
  const secured = await secureBody(deps, rendered, endpoint)
  const message = { ...rendered, ...secured }
  const request = { ...signRequest(message, endpoint, now), keptBody: secured?.keptBody ?? null }
  return withTokens(deps, request, { message, endpoint, now })
}

async function withTokens(deps: SecureDeps, request: SignedRequest, occasion: Occasion): Promise<SignedRequest> {
  const { jwtHeader, jwsDetached, standardWebhooks } = occasion.endpoint.signing
  const headers: Record<string, string> = { ...request.headers }
  if (standardWebhooks.includes('v1a')) headers['webhook-signature'] = await withEd25519(deps, headers['webhook-signature'], occasion)
  if (jwsDetached)
    headers[jwsDetached.header.toLowerCase()] = await signDetached(await deps.keyFor(jwsDetached.alg), request.body, jwsDetached)
  if (!jwtHeader) return { ...request, headers }
  const token = await signJws(await deps.keyFor(jwtHeader.alg), { typ: 'webhook+jwt' }, claimsOf(deps, jwtHeader, occasion))
  const name = jwtHeader.header.toLowerCase()
  const value = (text: string) => (name === 'authorization' ? `Bearer ${text}` : text)
  headers[name] = value(withoutPayload(token))
  return { ...request, headers, tokens: { [name]: value(token) } }
}

async function withEd25519(deps: SecureDeps, other: string | undefined, { message: { id, body }, now }: Occasion): Promise<string> {
  const { privateKey } = await deps.keyFor('EdDSA')
  const signature = signWithEd25519(privateKey, { id, timestampSeconds: toSeconds(now), body })
  return other === undefined ? signature : `${other} ${signature}`
}

function claimsOf({ issuer }: SecureDeps, { audience }: JwtHeader, { message, endpoint, now }: Occasion): string {
  const { id: notification, attempt, eventType, body } = message
  const told = { notification, attempt, eventType, bodySha256: hash('sha256', body), nowSeconds: toSeconds(now) }
  return JSON.stringify(headerClaims({ issuer, url: endpoint.url, ...endpoint.registered }, audience, told))
}

/** All headers that go out. */
export const sentHeaders = ({ headers, credentials, tokens }: SignedRequest): Record<string, string> => ({
  ...headers,
  ...credentials.headers,
  ...tokens,
})

/** What must not be kept of an answer that repeats it. */
export const secretsOf = ({ credentials, tokens }: SignedRequest): readonly string[] =>
  tokens === noTokens ? credentials.secrets : [...credentials.secrets, ...Object.values(tokens).map(withoutScheme)]

const withoutScheme = (value: string): string => value.replace(/^Bearer /, '')
