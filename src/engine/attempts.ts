import { newId } from '../crypto/ids.js'
import type { Sealer } from '../crypto/seal.js'
import type { Database } from '../db/connect.js'
import { loadOwed } from '../db/load-owed.js'
import { recordAttempts } from '../db/record-attempt.js'
import { isDataFault } from '../db/statement.js'
import { createAdmission } from '../delivery/admission.js'
import { createAttempt } from '../delivery/attempt.js'
import { createChange } from '../delivery/change.js'
import { createEndpoints } from '../delivery/endpoints.js'
import { createAuthorise } from '../delivery/oauth2/authorise.js'
import { createTokens } from '../delivery/oauth2/tokens.js'
import type { Post } from '../delivery/post.js'
import type { NodesWithin } from '../delivery/pace.js'
import { createWaitBehind } from '../delivery/wait-behind.js'
import { createRecord, type RecordDeps } from '../delivery/record.js'
import { createSign } from '../delivery/sign.js'
import { createSigningKeys } from '../delivery/signing-keys.js'
import { type CheckEndpoint, createCheckEndpoint } from './check-endpoint.js'
import { createTryEndpoint, type TryEndpoint } from './try-endpoint.js'
import { createTurns } from './turns.js'
import { createMicroBatch } from './micro-batch.js'
import { type AttemptsUnderWay, createUnderWay } from './under-way.js'

export interface AttemptLimits {
  readonly node: number
  readonly account: number
  readonly host: number
  readonly subscription: number
}

export interface AttemptsDeps {
  readonly db: Database
  readonly sealer: Sealer
  readonly post: Post
  /** Whom tokens are from. */
  readonly issuer: string
  readonly limits: AttemptLimits
  readonly nodesWithin: NodesWithin
  readonly ownWorkflowAfterMs: number
  readonly scheduleFactor: number
  readonly onRecorded: RecordDeps['onRecorded']
  readonly onFault: (error: unknown) => void
  readonly onKeyFault: (work: string, error: unknown) => void
}

export interface Attempts {
  readonly underWay: AttemptsUnderWay
  readonly check: CheckEndpoint
  readonly tryOut: TryEndpoint
  readonly open: () => number
  readonly waiting: () => number
}

const ENDPOINTS_REMEMBERED = 10_000
const KEYS_REMEMBERED = 10_000
const TOKENS_REMEMBERED = 10_000

/** The attempts of one node: the steps of delivery over micro-batched statements, and what is under way. */
export function createAttempts(deps: AttemptsDeps): Attempts {
  const clock = () => new Date()
  const { db, ownWorkflowAfterMs } = deps
  const batched = { size: 64, lanes: 3, isOneItemsFault: isDataFault }
  const load = createMicroBatch({ run: (ids: readonly string[]) => loadOwed(db, ids), ...batched })
  const write = createMicroBatch({ run: (rows: Parameters<typeof recordAttempts>[1]) => recordAttempts(db, rows), ...batched })
  const admission = createAdmission({ limits: deps.limits, now: () => performance.now(), nodesWithin: deps.nodesWithin })
  const endpoints = createEndpoints({ db, sealer: deps.sealer, max: ENDPOINTS_REMEMBERED })
  const keys = createSigningKeys({ db, sealer: deps.sealer, max: KEYS_REMEMBERED, onFault: deps.onKeyFault })
  const sign = createSign({ keys, issuer: deps.issuer })
  const tokens = createTokens({ post: deps.post, keys, max: TOKENS_REMEMBERED, clock })
  const attempt = createAttempt({
    load,
    change: createChange(db),
    waitBehind: createWaitBehind({ db, clock, ownWorkflowAfterMs }),
    endpoints,
    authorise: createAuthorise(tokens),
    sign,
    admission,
    post: deps.post,
    record: createRecord({ write, onRecorded: deps.onRecorded, clock, sleep, ownWorkflowAfterMs }),
    clock,
    random: Math.random,
    ownWorkflowAfterMs,
    scheduleFactor: deps.scheduleFactor,
  })
  const underWay = createUnderWay({ attempt, now: Date.now, onFault: deps.onFault })
  const visiting = { endpoints, inTurn: createTurns(admission), probe: deps.post.probe, tokens, sign, newId, clock }
  const [check, tryOut] = [createCheckEndpoint(visiting), createTryEndpoint(visiting)]
  return { underWay, check, tryOut, open: admission.open, waiting: admission.waiting }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
