import type { NewId } from '../crypto/ids.js'
import { recipientOf } from '../crypto/recipient-key.js'
import { parseSecret } from '../crypto/standard-webhooks.js'
import type { Admission, Permit } from '../delivery/admission-types.js'
import { lowerCased, toCredentials } from '../delivery/credentials.js'
import { type Endpoint, type Endpoints, toGrant, toTlsTerms } from '../delivery/endpoints.js'
import { toBearer } from '../delivery/oauth2/authorise.js'
import type { Grant } from '../delivery/oauth2/token-request.js'
import type { Tokens } from '../delivery/oauth2/tokens.js'
import type { ProbeEndpoint } from '../delivery/outbound/probe.js'
import { EgressProxyFault } from '../delivery/outbound/proxy.js'
import { redactAnswer } from '../delivery/redact.js'
import type { Signatory } from '../delivery/message.js'
import { secretsOf, sentHeaders, type Sign, type SignedRequest } from '../delivery/sign.js'
import { type Confirmation, toExpectation } from '../domain/confirmation/confirmation.js'
import { echoHeaders, echoValues } from '../domain/confirmation/echo.js'
import type { Answer, Judgement } from '../domain/delivery-types.js'
import { type CheckStep, daysUntil, type Probe, toCheckSteps, worstOf } from '../domain/endpoint-check.js'
import { type PinMode, toPin } from '../domain/pinning.js'
import { judge } from '../domain/judge.js'
import type { Auth } from '../domain/receiver-auth-types.js'
import type { ReceiverTls } from '../domain/receiver-tls.js'
import type { Signing } from '../domain/signing/signing.js'
import { renderStyle, type Style } from '../domain/styles/style.js'
import { nativeBody } from './native-body.js'

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

export interface CheckEndpointDeps {
  readonly endpoints: Endpoints
  readonly admission: Admission
  readonly probe: ProbeEndpoint
  readonly tokens: Pick<Tokens, 'ask'>
  readonly sign: Sign
  readonly newId: NewId
  readonly clock: () => Date
}

/** The answer to whoever asked for the check must not come later. */
const MAX_MS = 25_000
/** Of them for the token, where one is needed. */
const MAX_TOKEN_MS = 12_000

/** Checks an endpoint with what delivers: the same dialling, signing and judging, the same caps on what is open. */
export function createCheckEndpoint(deps: CheckEndpointDeps): CheckEndpoint {
  const underWay = new Set<string>()
  return async (ask) => {
    const { subscription, account } = ask
    if (underWay.has(subscription)) return undefined
    underWay.add(subscription)
    let permit: Permit | undefined
    try {
      const { endpoint } = ask
      const target = typeof endpoint === 'number' ? await deps.endpoints(subscription, endpoint) : toTarget(ask, endpoint)
      permit = deps.admission.tryAdmit({ account, subscription, host: hostOf(target.url) })
      return permit && (await check(deps, ask, target))
    } finally {
      underWay.delete(subscription)
      permit?.release()
    }
  }
}

/** A URL that cannot be read is not dialled: the check says so. */
const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).hostname : '')

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

async function check(deps: CheckEndpointDeps, ask: CheckAsk, endpoint: Target): Promise<EndpointCheck> {
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

async function look(deps: CheckEndpointDeps, ask: CheckAsk, endpoint: Target): Promise<Probe> {
  const { url, pin, tls, timeoutMs, grant } = endpoint
  const request = { url, pin, tls, deadlineMs: Math.min(timeoutMs, MAX_MS) }
  if (ask.withoutPing !== undefined) return deps.probe(request)
  const startedAt = performance.now()
  const { given, unsent } = grant ? await askForToken(deps, grant, timeoutMs) : {}
  const deadlineMs = Math.min(timeoutMs, MAX_MS - Math.round(performance.now() - startedAt))
  if (unsent !== undefined) return { ...(await deps.probe({ ...request, deadlineMs })), unsent }
  const { id, message, judge: judgePing } = await toPing(deps, ask, { ...endpoint, ...given })
  if (message.refused !== undefined) return { ...(await deps.probe({ ...request, deadlineMs })), unsent: message.refused }
  const probed = await deps.probe({ ...request, deadlineMs, message: { ...message, headers: sentHeaders(message) } })
  const answer = probed.answer && redactAnswer(probed.answer, secretsOf(message))
  return { ...probed, ...(answer && { ping: { id, answer, judgement: judgePing(answer) } }) }
}

interface Token {
  readonly given?: Pick<Signatory, 'credentials'>
  /** Why there is none. */
  readonly unsent?: string
}

/** A new one: a remembered token would hide what has happened to the credential since. */
async function askForToken({ tokens }: CheckEndpointDeps, grant: Grant, timeoutMs: number): Promise<Token> {
  try {
    const result = await tokens.ask(grant, Math.min(timeoutMs, MAX_TOKEN_MS))
    return result.kind === 'token' ? { given: { credentials: toBearer(result.token.accessToken) } } : { unsent: result.failure.reason }
  } catch (error) {
    if (error instanceof EgressProxyFault) return { unsent: `token endpoint: ${error.message}` }
    throw error
  }
}

const DATA = '{"object":{"message":"Is this endpoint ready?"}}'

interface Ping {
  readonly id: string
  readonly message: SignedRequest & { readonly readsBody: boolean }
  readonly judge: (answer: Answer) => Judgement
}

/** A test.ping in the style and with the signature of the subscription. It is no notification: nobody is owed it, nothing is stored. */
async function toPing(deps: CheckEndpointDeps, { account, environment }: CheckAsk, endpoint: Target): Promise<Ping> {
  const [id, eventId, now] = [deps.newId('ntf'), deps.newId('evt'), deps.clock()]
  const event = { id: eventId, type: 'test.ping', occurredAt: now, createdAt: now, environment, account, origin: 'system', test: true }
  const stored = nativeBody({ ...event, actor: undefined, project: undefined, correlationId: undefined, resource: undefined }, DATA)
  const { expectation, style } = endpoint
  const { body, headers, innerSignature } = renderStyle(
    { ...stored, notificationId: id, priority: 'unattended', dataType: 'object', test: event.test },
    style,
  )
  const values = () => echoValues({ id, ...stored })
  const message = {
    id,
    eventType: event.type,
    attempt: 1,
    stored: { ...stored, createdAt: now, keptBody: null },
    body,
    headers: { ...headers, ...echoHeaders(expectation, values) },
    innerSignature,
  }
  const request = await deps.sign(message, endpoint, now)
  return {
    id,
    message: { ...request, readsBody: expectation.body !== undefined },
    judge: (answer) => judge(answer, expectation, values),
  }
}
