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
  readonly issuer: string
}

/**
 * The body signed, and encrypted if need be: made at the first attempt and then the same on every one, because signing or encrypting it
 * again would give other bytes (docs/adr/0007). It is made anew when what it was made from has changed. Undefined when the body stays as it is.
 */
export async function secureBody(deps: SecureDeps, message: Message, endpoint: Signatory): Promise<SecuredBody | undefined> {
  const { jwtBody, securedPayload } = endpoint.signing
  const mark = () => markOf(deps, message, endpoint)
  if (jwtBody) {
    const secured = await keptOr(() => signSet(deps, { jwtBody, message, endpoint }), mark(), message.stored)
    return { ...secured, headers: { ...message.headers, ...headersOfSet } }
  }
  if (!securedPayload) return undefined
  return {
    ...(await keptOr(() => securePayload(deps, securedPayload, { message, endpoint }), mark(), message.stored)),
    headers: message.headers,
  }
}

/** RFC 8935 §2.1. */
const headersOfSet = { 'content-type': 'application/secevent+jwt', accept: 'application/json' }

async function keptOr(make: () => Promise<string>, mark: string, { keptBody }: StoredMessage): Promise<Omit<SecuredBody, 'headers'>> {
  if (keptBody?.startsWith(mark)) return { body: keptBody.slice(mark.length), keptBody: null }
  const body = await make()
  return { body, keptBody: mark + body }
}

/** Stands before a kept body: what it was made from, but for the key. */
const markOf = ({ issuer }: SecureDeps, { body }: Message, { signing, registered, url }: Signatory): string => {
  const { jwtBody, securedPayload } = signing
  return `${hash('sha256', JSON.stringify([issuer, jwtBody, securedPayload, registered, jwtBody?.audience === 'url' && url, body])).slice(0, 32)} `
}

async function signSet(
  { keyFor, issuer }: SecureDeps,
  { jwtBody, message, endpoint }: { jwtBody: JwtBody; message: Message; endpoint: Signatory },
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
  return signJws(await keyFor(jwtBody.alg), { typ: 'secevent+jwt' }, claims)
}

/** What is read of the stored event. */
interface Envelope {
  readonly id: string
  readonly occurredAt: string
  readonly correlationId?: string
}

async function securePayload(
  { keyFor }: SecureDeps,
  { alg, name, encryption }: SecuredPayload,
  { message, endpoint }: { message: Message; endpoint: Signatory },
): Promise<string> {
  const jws = await signJws(await keyFor(alg), { typ: 'JWT' }, message.body)
  const { recipient } = endpoint
  if (!encryption) return JSON.stringify({ [name]: jws })
  if (!recipient) throw new Error('nothing is sent unencrypted that is to be encrypted: there is no key')
  return JSON.stringify({ [name]: await encryptJws(jws, encryption, recipient) })
}
