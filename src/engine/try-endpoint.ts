import type { Endpoint } from '../delivery/endpoints.js'
import { redactAnswer } from '../delivery/redact.js'
import { secretsOf, sentHeaders } from '../delivery/sign.js'
import type { Signing } from '../domain/signing/signing.js'
import { remedyOf, type Sending, sendingsOf, type Sent, type Trial, whySkipped } from '../domain/trials.js'
import { askForToken } from './fresh-token.js'
import { newFact, type PingFact, toPing } from './ping.js'
import { MAX_VISIT_MS, type VisitDeps } from './visit.js'

export interface TryAsk {
  readonly subscription: string
  readonly account: string
  readonly environment: 'test' | 'live'
  readonly version: number
  readonly trial: Trial
}

export interface TriedDelivery extends Sent {
  readonly what: string
  readonly webhookId: string
  readonly expected: Sending['expected']
  readonly reason: string
}

export interface Tried {
  readonly status: 'passed' | 'failed' | 'skipped'
  readonly deliveries: readonly TriedDelivery[]
  /** Why it was skipped, or what to do; null when the receiver did what it should. */
  readonly remedy: string | null
}

/** Undefined when one of this subscription is under way here already, or its account has as many attempts open as it may. */
export type TryEndpoint = (ask: TryAsk) => Promise<Tried | undefined>

const GIVEN_UP_MS = 100
const APART_MS = 60_000

/** Tries a receiver with what delivers: the same dialling, signing and judging. Nothing is stored, and nobody is owed it. */
export const createTryEndpoint =
  (deps: VisitDeps): TryEndpoint =>
  (ask) =>
    deps.inTurn(
      ask,
      () => deps.endpoints(ask.subscription, ask.version),
      (endpoint) => tryOut(deps, ask, endpoint),
    )

async function tryOut(deps: VisitDeps, ask: TryAsk, endpoint: Endpoint): Promise<Tried> {
  const { trial } = ask
  const until = performance.now() + MAX_VISIT_MS
  const skipped = whySkipped(trial, endpoint)
  if (skipped !== undefined) return { status: 'skipped', deliveries: [], remedy: skipped }
  const { given, unsent } = endpoint.grant ? await askForToken(deps, endpoint.grant, endpoint.timeoutMs) : {}
  if (unsent !== undefined) return { status: 'failed', deliveries: [], remedy: unsent }
  const now = deps.clock()
  const facts = { later: newFact(deps.newId, now), earlier: newFact(deps.newId, new Date(now.getTime() - APART_MS)) }
  const deliveries: TriedDelivery[] = []
  const sendings = sendingsOf[trial]
  for (const [at, sending] of sendings.entries()) {
    const leftMs = Math.max(1, Math.round((until - performance.now()) / (sendings.length - at)))
    const timeoutMs = Math.min(endpoint.timeoutMs, leftMs, sending.givenUp ? await givenUpAfterMs(deps, endpoint, leftMs) : Infinity)
    deliveries.push(await deliver(deps, { ask, endpoint: { ...endpoint, ...given, timeoutMs }, sending, fact: facts[sending.fact] }))
  }
  const remedy = remedyOf(trial, deliveries, endpoint.timeoutMs) ?? null
  return { status: remedy === null ? 'passed' : 'failed', deliveries, remedy }
}

/** Soon after the request is there, wherever that is. */
async function givenUpAfterMs({ probe }: VisitDeps, { url, pin, tls }: Endpoint, deadlineMs: number): Promise<number> {
  const { timings } = await probe({ url, pin, tls, deadlineMs })
  return GIVEN_UP_MS + 2 * Math.round(timings.totalMs)
}

interface Delivery {
  readonly ask: TryAsk
  readonly endpoint: Endpoint
  readonly sending: Sending
  readonly fact: PingFact
}

async function deliver(deps: VisitDeps, { ask, endpoint, sending, fact }: Delivery): Promise<TriedDelivery> {
  const { url, pin, tls, timeoutMs: deadlineMs, signing } = endpoint
  const { what, expected, signedAgoSeconds = 0, altered } = sending
  const signedAt = new Date(deps.clock().getTime() - signedAgoSeconds * 1_000)
  const { id, message, judge, innerAt } = await toPing(deps.sign, { ...ask, fact, signedAt }, endpoint)
  if (message.refused !== undefined)
    return { what, webhookId: id, expected, outcome: 'refused', status: null, reason: message.refused, durationMs: 0 }
  const body = altered ? alter(message.body, toForge(message.body, signing) ?? innerAt) : message.body
  const probed = await deps.probe({ url, pin, tls, deadlineMs, message: { ...message, body, headers: sentHeaders(message) } })
  const { answer, stopped } = probed
  const durationMs = (answer ?? probed).timings.totalMs
  if (answer) return { what, webhookId: id, expected, ...judge(redactAnswer(answer, secretsOf(message))), durationMs }
  return { what, webhookId: id, expected, outcome: 'unreachable', status: null, reason: stopped?.reason ?? '', durationMs }
}

/** Where a body that is a token is not what was signed when it is changed. */
const toForge = (body: string, { jwtBody, securedPayload }: Signing): number | undefined =>
  jwtBody === null && securedPayload === null ? undefined : body.length - 20

/** Another body under the same signature: another character of the signature in it, or JSON with one more member. */
const alter = (body: string, at: number | undefined): string =>
  at === undefined ? `{"altered":true,${body.slice(1)}` : `${body.slice(0, at)}${body[at] === 'A' ? 'B' : 'A'}${body.slice(at + 1)}`
