import type { OwedRow } from '../db/load-owed.js'
import { echoHeaders, echoValues } from '../domain/confirmation/echo.js'
import { loadOf } from '../domain/congestion.js'
import { type AttemptDecision, decide } from '../domain/decide.js'
import type { Ask, Decision, Labels } from '../domain/deliver-types.js'
import type { Answer, Judgement } from '../domain/delivery-types.js'
import { judge } from '../domain/judge.js'
import { whileHeld } from '../domain/recovery.js'
import { deadlineOf } from '../domain/schedule.js'
import { withSetError } from '../domain/signing/set-error.js'
import type { Admission, Claimant, Permit } from './admission-types.js'
import type { Endpoint, Endpoints } from './endpoints.js'
import { createLookAhead, type LookAhead } from './look-ahead.js'
import type { Authorise, Authorised } from './oauth2/authorise.js'
import type { PostRequest } from './post.js'
import type { EndedAttempt, RecordAttempt } from './record.js'
import { renderNotification } from './render.js'
import { redactAnswer } from './redact.js'
import { secretsOf, sentHeaders, type Sign, type SignedRequest } from './sign.js'
import { isSet, labelsOf, leaving, recoveryOf, type Standing, standingOf } from './standing.js'
import { type Unanswered, unsent } from './unsent.js'
import type { WaitBehind } from './wait-behind.js'

export interface AttemptDeps {
  readonly load: (id: string) => Promise<OwedRow | undefined>
  /** Brings the row into the state the standing asks for; then it is loaded again. */
  readonly change: (row: OwedRow, standing: Standing, owner: string) => Promise<Decision | undefined>
  readonly waitBehind: WaitBehind
  readonly endpoints: Endpoints
  readonly authorise: Authorise
  readonly sign: Sign
  readonly admission: Admission
  readonly post: (request: PostRequest) => Promise<Answer>
  readonly record: RecordAttempt
  readonly clock: () => Date
  readonly random: () => number
  readonly ownWorkflowAfterMs: number
  /** What the times of all schedules and deadlines are multiplied by. */
  readonly scheduleFactor: number
}

export interface AttemptAsk extends Ask {
  /** The workflow that owns the notification. */
  readonly owner: string
  /** Told when the attempt has been admitted and is about to be sent, with its deadline in milliseconds. */
  readonly onSend: (sending: { deadlineMs: number; labels: Labels }) => void
}

export type Attempt = (ask: AttemptAsk) => Promise<Decision>

/**
 * One attempt, step by step: load, admit, render, sign, post, judge, decide, record. Throws only when our own
 * infrastructure fails; whatever the receiver does is in the decision.
 */
export const createAttempt = (deps: AttemptDeps): Attempt => {
  const look = (row: OwedRow | undefined, ask: AttemptAsk) =>
    standingOf(row, ask, { owner: ask.owner, now: deps.clock(), factor: deps.scheduleFactor })

  const attempt: Attempt = async (ask) => {
    const row = await deps.load(ask.notification)
    const standing = look(row, ask)
    if (!row || standing.kind === 'settled') return settledDecision(row, standing, { ask, deps })
    if (standing.kind !== 'owed') return (await deps.change(row, standing, ask.owner)) ?? attempt(ask)
    const wait = row.place && (await deps.waitBehind(row, ask.owner))
    if (wait) return wait
    const again = createLookAhead(
      () => deps.load(ask.notification),
      () => deps.clock().getTime(),
    )
    const permit = deps.admission.admit(claimantOf(row), again.begin)
    if (permit instanceof Promise) return attemptAfter(permit, again, { number: standing.number, ask })
    return send(deps, { owed: row, number: standing.number, ask, permit }).finally(permit.release)
  }

  /**
   * What waits keeps its place and not its row: that has the event's body, and may be out of date by then. It is loaded again when
   * the attempt is one of the next, so that the receiver has not to wait for it.
   */
  const attemptAfter = async (
    admitted: Promise<Permit>,
    again: LookAhead<OwedRow | undefined>,
    { number, ask }: Pick<Admitted, 'number' | 'ask'>,
  ): Promise<Decision> => {
    const permit = await admitted
    try {
      const row = await again.take()
      const standing = look(row, ask)
      if (row && standing.kind === 'owed' && standing.number === number) return await send(deps, { owed: row, number, ask, permit })
      permit.withdraw()
    } finally {
      permit.release()
    }
    return { kind: 'retry', number, delayMs: 0, note: 'changed while it waited' }
  }
  return attempt
}

function settledDecision(row: OwedRow | undefined, standing: Standing, { ask, deps }: { ask: AttemptAsk; deps: AttemptDeps }): Decision {
  if (standing.kind !== 'settled') throw new Error(`notification ${ask.notification} has no row`)
  return row && isSet(ask.owner) ? leaving(standing.decision, row, deps.ownWorkflowAfterMs) : standing.decision
}

const claimantOf = (row: OwedRow): Claimant => ({
  account: row.accountId,
  subscription: row.subscription,
  host: row.host,
  attended: row.priority === 'attended',
  maxConcurrency: row.maxConcurrency,
  rateLimit: row.rateLimit,
})

interface Admitted {
  readonly owed: OwedRow
  readonly number: number
  readonly ask: AttemptAsk
  readonly permit: Permit
}

async function send(deps: AttemptDeps, { owed, number, ask, permit }: Admitted): Promise<Decision> {
  const endpoint = await deps.endpoints(owed.subscription, owed.subscriptionVersion)
  const startedAt = deps.clock()
  const { expectation } = endpoint
  const values = () => echoValues(owed)
  const { body, headers, innerSignature } = renderNotification(owed, endpoint.style)
  const echo = echoHeaders(expectation, values)
  const { id, eventType } = owed
  ask.onSend({ deadlineMs: endpoint.timeoutMs, labels: labelsOf(owed) })
  const authorised = endpoint.grant && (await deps.authorise(endpoint.grant, endpoint.timeoutMs))
  const request = await deps.sign(
    { id, eventType, attempt: number, stored: owed, body, headers: { ...headers, ...echo }, innerSignature },
    authorised ? { ...endpoint, credentials: authorised.credentials } : endpoint,
    authorised ? deps.clock() : startedAt,
  )
  const failure = failureOf(request, authorised)
  const answered = failure ?? (await deps.post(toPostRequest(request, endpoint, authorised)))
  const answer = redactAnswer(answered, secretsOf(request))
  const judged = judge(answered, expectation, values)
  const judgement = endpoint.signing.jwtBody ? withSetError(judged, answered) : judged
  permit.answered(failure ? undefined : loadOf(answer, judgement.outcome))
  const ended = {
    owed,
    number,
    owner: ask.owner,
    startedAt,
    endedAt: deps.clock(),
    roundStartedAt: owed.roundStartedAt ?? startedAt,
    answer,
  }
  const mended = isMended(judgement, owed, authorised)
  const decided = decideNext(deps, endpoint, { ...ended, judgement, mended })
  return deps.record({ ...ended, request, mended, judgement: mended ? withNewToken(judgement) : judgement, decided })
}

/** Why nothing is sent to the receiver. */
const failureOf = ({ refused }: SignedRequest, authorised: Authorised | undefined): Unanswered | undefined =>
  refused === undefined ? authorised?.failure : unsent('refused', refused)

const toPostRequest = (request: SignedRequest, endpoint: Endpoint, authorised: Authorised | undefined): PostRequest => ({
  url: request.url,
  body: request.body,
  headers: sentHeaders(request),
  readsBody: endpoint.expectation.body !== undefined,
  deadlineMs: authorised?.leftMs ?? endpoint.timeoutMs,
  poolKey: `${endpoint.registered.subscription}:${String(endpoint.version)}`,
  pin: endpoint.pin,
  tls: endpoint.tls,
})

/** A remembered token that the receiver no longer accepts: once, a new one is tried at once (docs/adr/0010). */
function isMended({ status }: Judgement, { lastStatus }: OwedRow, authorised: Authorised | undefined): boolean {
  return status === 401 && authorised?.rejected() === true && lastStatus !== 401
}

const withNewToken = (judgement: Judgement): Judgement => ({ ...judgement, reason: `${judgement.reason}; next with a new token` })

type Ended = Pick<EndedAttempt, 'owed' | 'number' | 'owner' | 'endedAt' | 'roundStartedAt' | 'answer' | 'judgement' | 'mended'>

function decideNext(deps: AttemptDeps, { schedule }: Endpoint, { owed, number, roundStartedAt, answer, ...ended }: Ended): AttemptDecision {
  const { scheduleFactor: factor } = deps
  const place = {
    roundAttempt: number - owed.roundOffset,
    roundStartedAt,
    deadlineAt: deadlineOf({ ...owed, roundStartedAt }, factor),
    factor,
  }
  const round = { schedule, retryAfter: retryAfterOf(answer), mended: ended.mended, ...place }
  const onSchedule = decide(ended.judgement, round, { now: ended.endedAt, random: deps.random() })
  return ended.owner === recoveryOf(owed.subscription) ? whileHeld(onSchedule, ended.endedAt) : onSchedule
}

const retryAfterOf = (answer: Answer): string | undefined => (answer.kind === 'response' ? answer.headers['retry-after'] : undefined)
