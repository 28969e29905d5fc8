import { recipientOf } from '../crypto/recipient-key.js'
import { parseSecret } from '../crypto/standard-webhooks.js'
import { lowerCased, toCredentials } from '../delivery/credentials.js'
import { type Endpoint, toGrant, toTlsTerms } from '../delivery/endpoints.js'
import { redactAnswer } from '../delivery/redact.js'
import type { Signatory } from '../delivery/message.js'
import { secretsOf, sentHeaders } from '../delivery/sign.js'
import { type Confirmation, toExpectation } from '../domain/confirmation/confirmation.js'
import { type CheckStep, daysUntil, type Probe, toCheckSteps, worstOf } from '../domain/endpoint-check.js'
import { type PinMode, toPin } from '../domain/pinning.js'
import type { Auth } from '../domain/receiver-auth-types.js'
import type { ReceiverTls } from '../domain/receiver-tls.js'
import type { Signing } from '../domain/signing/signing.js'
import type { Style } from '../domain/styles/style.js'
import { askForToken } from './fresh-token.js'
import { newFact, toPing } from './ping.js'
import { MAX_VISIT_MS, type VisitDeps } from './visit.js'

/** What is checked: a subscription as it is stored, or an endpoint that is about to be registered. */
export interface CheckAsk {
  readonly subscription: string
  readonly account: string
  readonly environment: 'test' | 'live'
  /** The version to be checked, or what is about to be registered. */
  readonly endpoint: number | NewEndpoint
  /** Why no test.ping is sent; it is sent when absent. */
  readonly withoutPing?: string | undefined
}

export interface NewEndpoint {
  readonly url: string
  readonly pinMode: PinMode
  readonly ipAddresses: readonly string[]
  readonly tls: ReceiverTls
  readonly timeoutMs: number
  readonly style: Style
  readonly confirmation: Confirmation
  readonly signing: Signing
  /** The one it is restricted to. */
  readonly project: string | null
  /** `whsec_…` */
  readonly secret: string
  readonly headers: Readonly<Record<string, string>>
  readonly auth: Auth
  /** The secret part of `auth`; empty when it has none. */
  readonly credential: string
}

export interface EndpointCheck {
  readonly status: 'ok' | 'warning' | 'failed'
  readonly checkedAt: Date
  readonly steps: readonly CheckStep[]
  readonly certificate: { readonly expiresAt: Date; readonly daysLeft: number } | null
}

/** Undefined when one of this subscription is under way here already, or its account has as many attempts open as it may. */
export type CheckEndpoint = (ask: CheckAsk) => Promise<EndpointCheck | undefined>

/** Checks an endpoint with what delivers: the same dialling, signing and judging, the same caps on what is open. */
export function createCheckEndpoint(deps: VisitDeps): CheckEndpoint {
  return (ask) => {
    const { subscription, endpoint } = ask
    const read = () => (typeof endpoint === 'number' ? deps.endpoints(subscription, endpoint) : toTarget(ask, endpoint))
    return deps.inTurn(ask, read, (target: Target) => check(deps, ask, target))
  }
}

type Target = Signatory & Pick<Endpoint, 'grant' | 'pin' | 'tls' | 'timeoutMs' | 'style' | 'expectation'>

function toTarget({ subscription, account, environment }: CheckAsk, given: NewEndpoint): Target {
  const { secret, confirmation, auth, credential, pinMode, ipAddresses, project, tls, ...endpoint } = given
  const bytes = parseSecret(secret)
  const registered = { subscription, account, environment, subject: project ?? account }
  return {
    ...endpoint,
    pin: toPin(pinMode, ipAddresses),
    tls: toTlsTerms({ tls, environment }),
    expectation: toExpectation(confirmation),
    headers: lowerCased(endpoint.headers),
    credentials: toCredentials(auth, credential),
    grant: toGrant(auth, credential, registered),
    recipient: recipientOf(given.signing),
    registered,
    secretsAt: () => (bytes ? [bytes] : []),
  }
}

async function check(deps: VisitDeps, ask: CheckAsk, endpoint: Target): Promise<EndpointCheck> {
  const checkedAt = deps.clock()
  const { withoutPing } = ask
  const seen = await look(deps, ask, endpoint)
  const steps = toCheckSteps({ ...seen, withoutPing }, checkedAt)
  const until = seen.tls?.certificate.until
  return {
    status: worstOf(steps),
    checkedAt,
    steps,
    certificate: until ? { expiresAt: until, daysLeft: daysUntil(until, checkedAt) } : null,
  }
}

async function look(deps: VisitDeps, ask: CheckAsk, endpoint: Target): Promise<Probe> {
  const { url, pin, tls, timeoutMs, grant } = endpoint
  const request = { url, pin, tls, deadlineMs: Math.min(timeoutMs, MAX_VISIT_MS) }
  if (ask.withoutPing !== undefined) return deps.probe(request)
  const startedAt = performance.now()
  const { given, unsent } = grant ? await askForToken(deps, grant, timeoutMs) : {}
  const deadlineMs = Math.min(timeoutMs, MAX_VISIT_MS - Math.round(performance.now() - startedAt))
  if (unsent !== undefined) return { ...(await deps.probe({ ...request, deadlineMs })), unsent }
  const signedAt = deps.clock()
  const fact = newFact(deps.newId, signedAt)
  const { id, message, judge: judgePing } = await toPing(deps.sign, { ...ask, fact, signedAt }, { ...endpoint, ...given })
  if (message.refused !== undefined) return { ...(await deps.probe({ ...request, deadlineMs })), unsent: message.refused }
  const probed = await deps.probe({ ...request, deadlineMs, message: { ...message, headers: sentHeaders(message) } })
  const answer = probed.answer && redactAnswer(probed.answer, secretsOf(message))
  return { ...probed, ...(answer && { ping: { id, answer, judgement: judgePing(answer) } }) }
}
