import { hash } from 'node:crypto'
import { encryptJws } from '../crypto/jwe.js'
import { signJws } from '../crypto/jws.js'
import type { SigningKey } from '../crypto/signing-key.js'
import { setClaims } from '../domain/signing/set-claims.js'
import type { JwsAlgorithm, JwtBody, SecuredPayload } from '../domain/signing/signing.js'
import type { Message, Signatory, StoredMessage } from './message.js'

/** The body that is sent instead of the rendered one. */
export interface SecuredBody {
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  /** What the next attempt needs to send the same bytes; null: it is there already. */
  readonly keptBody: string | null
}

export interface SecureDeps {
  readonly keyFor: (alg: JwsAlgorithm) => Promise<SigningKey>
  /** Whether the receiver still gets to know the key, from the account's JWKS: it has neither been revoked nor retired. */
  readonly isPublished: (kid: string) => Promise<boolean>
  readonly issuer: string
}

/**
 * The body signed, and encrypted if need be: made at the first attempt and then the same on every one, because signing or encrypting it
 * again would give other bytes (docs/adr/0007). It is made anew when what it was made from has changed, or its key is no
 * longer published. Undefined when the body stays as it is.
 */
export async function secureBody(deps: SecureDeps, message: Message, endpoint: Signatory): Promise<SecuredBody | undefined> {
  const { jwtBody, securedPayload } = endpoint.signing
  const mark = () => markOf(deps, message, endpoint)
  if (jwtBody) {
    const make = (key: SigningKey) => signSet(deps.issuer, { key, jwtBody, message, endpoint })
    const secured = await keptOr(deps, { alg: jwtBody.alg, make, mark: mark(), stored: message.stored })
    return { ...secured, headers: { ...message.headers, ...headersOfSet } }
  }
  if (!securedPayload) return undefined
  const make = (key: SigningKey) => securePayload(key, securedPayload, { message, endpoint })
  const secured = await keptOr(deps, { alg: securedPayload.alg, make, mark: mark(), stored: message.stored })
  return { ...secured, headers: message.headers }
}

/** RFC 8935 §2.1. */
const headersOfSet = { 'content-type': 'application/secevent+jwt', accept: 'application/json' }

interface Making {
  readonly alg: JwsAlgorithm
  readonly make: (key: SigningKey) => Promise<string>
  readonly mark: string
  readonly stored: StoredMessage
}

async function keptOr(deps: SecureDeps, { alg, make, mark, stored }: Making): Promise<Omit<SecuredBody, 'headers'>> {
  const kept = await stillGood(deps, mark, stored.keptBody)
  if (kept !== undefined) return { body: kept, keptBody: null }
  const key = await deps.keyFor(alg)
  const body = await make(key)
  return { body, keptBody: `${mark}${key.kid} ${body}` }
}

/** After the mark stands the name of the key, of which nothing can be read from an encrypted body. */
async function stillGood({ isPublished }: SecureDeps, mark: string, keptBody: string | null): Promise<string | undefined> {
  if (!keptBody?.startsWith(mark)) return undefined
  const bodyAt = keptBody.indexOf(' ', mark.length) + 1
  return (await isPublished(keptBody.slice(mark.length, bodyAt - 1))) ? keptBody.slice(bodyAt) : undefined
}

/** Stands before a kept body: what it was made from, but for the key. */
const markOf = ({ issuer }: SecureDeps, { body }: Message, { signing, registered, url }: Signatory): string => {
  const { jwtBody, securedPayload } = signing
  return `${hash('sha256', JSON.stringify([issuer, jwtBody, securedPayload, registered, jwtBody?.audience === 'url' && url, body])).slice(0, 32)} `
}

async function signSet(
  issuer: string,
  { key, jwtBody, message, endpoint }: { key: SigningKey; jwtBody: JwtBody; message: Message; endpoint: Signatory },
): Promise<string> {
  const { id, eventType, body, stored } = message
  const { id: event, occurredAt, correlationId } = JSON.parse(`${stored.body.slice(0, stored.dataAt)}null}`) as Envelope
  const claims = setClaims({ issuer, url: endpoint.url, ...endpoint.registered }, jwtBody.audience, {
    notification: id,
    eventType,
    transaction: correlationId ?? event,
    madeAtSeconds: Math.floor(stored.createdAt.getTime() / 1000),
    occurredAtSeconds: Math.floor(Date.parse(occurredAt) / 1000),
    payload: body,
  })
  return signJws(key, { typ: 'secevent+jwt' }, claims)
}

/** What is read of the stored event. */
interface Envelope {
  readonly id: string
  readonly occurredAt: string
  readonly correlationId?: string
}

async function securePayload(
  key: SigningKey,
  { name, encryption }: SecuredPayload,
  { message, endpoint }: { message: Message; endpoint: Signatory },
): Promise<string> {
  const jws = await signJws(key, { typ: 'JWT' }, message.body)
  const { recipient } = endpoint
  if (!encryption) return JSON.stringify({ [name]: jws })
  if (!recipient?.ok) throw new Error('nothing is sent unencrypted that is to be encrypted: there is no key')
  return JSON.stringify({ [name]: await encryptJws(jws, encryption, recipient.key) })
}
