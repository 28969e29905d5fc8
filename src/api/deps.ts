import type { z } from 'zod'
import type { OutputOf } from '../contract/operation-types.js'
import type { OperationId, Routes } from '../contract/routes.js'
import type { Sealer } from '../crypto/seal.js'
import type { WorkingKey } from '../db/api-keys.js'
import type { EgressPolicy } from '../domain/egress.js'
import type { Block } from '../domain/ip-address.js'
import type { RetentionDays } from '../domain/retention.js'
import type { CheckEndpoint } from '../engine/check-endpoint.js'
import type { BulkReplays } from '../engine/bulk-replay.js'
import type { Resolve } from '../domain/delivery-types.js'
import type { KeyRotations } from '../engine/key-rotations.js'
import type { Publish } from '../engine/publish.js'
import type { Steering } from '../engine/steering.js'
import type { TryEndpoint } from '../engine/try-endpoint.js'
import type { Log } from '../log.js'
import type { Caller, RequestSource } from './caller.js'
import type { CardGuard } from './card-guard.js'
import type { CheckData } from './event-data/check-data.js'
import type { Pending } from './pending.js'
import type { RateLimits } from './rate-limit.js'
import type { RequestContext } from './request-context.js'
import type { Tenants } from './tenants.js'

export interface ApiDeps {
  readonly tenants: Tenants
  /** The key with this SHA-256, while it is valid. */
  readonly findKey: (hash: Buffer) => Promise<WorkingKey | undefined>
  readonly log: Log
  readonly policy: EgressPolicy
  readonly sealer: Sealer
  readonly steering: Steering
  readonly replays: Pick<BulkReplays, 'tell'>
  readonly signingKeys: Pick<KeyRotations, 'tell' | 'published' | 'factor'>
  readonly publish: Publish
  /** What is done at an activation, unless the request says otherwise. */
  readonly activationCheck: 'required' | 'report' | 'none'
  /** Undefined where nothing is delivered: such a node dials nobody. */
  readonly checkEndpoint?: CheckEndpoint | undefined
  /** The same. */
  readonly tryEndpoint?: TryEndpoint | undefined
  /** What a name leads to, as deliveries see it. */
  readonly resolve: Resolve
  readonly checkData: CheckData
  readonly guardCardData: CardGuard
  ready(): Promise<Readiness>
  /** Prometheus text format. */
  metricsText(): Promise<string>
  /** A batch may be 16 times as long as `bodyBytes`; each of its events may not. */
  readonly limits: { readonly bodyBytes: number }
  readonly rateLimits: RateLimits
  /** Under which others reach the API. */
  readonly publicUrl: string
  /** Proxies whose `x-forwarded-for` is believed. */
  readonly trustedProxies: readonly Block[]
  /** Where deliveries come from, for the firewalls of receivers. */
  readonly egressAddresses: readonly Block[]
  /** How long a change waits for its second pair of eyes. */
  readonly approvalHours: number
  /** What an account keeps when neither it nor one above says anything. */
  readonly platformRetention: RetentionDays
  /** Somebody has applied a change without the second pair of eyes that it needed: an alert. */
  onBreakGlass(applied: BrokenGlass): void
  clock(): Date
}

export interface BrokenGlass {
  readonly changeRequest: string
  readonly account: string
  readonly action: string
  readonly key: string
}

export interface Readiness {
  readonly ready: boolean
  /** What the node depends on, by name, and why it is not to be had. */
  readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly detail?: string }>>
}

/** A request that fits the contract. */
export interface ApiRequest<Op extends OperationId> {
  readonly params: OutputOf<Op, 'params'>
  readonly query: OutputOf<Op, 'query'>
  readonly body: OutputOf<Op, 'body'>
  /** The body as it was received; empty when the route has none. */
  readonly rawBody: string
  /** The version that the caller means to change. */
  readonly ifMatch: Routes[Op] extends { ifMatch: true } ? number : undefined
  readonly caller: Caller
  readonly source: RequestSource
  /** What is logged of the request. */
  readonly context: Pick<RequestContext, 'cardData'>
}

/** Does one operation. Throws a Problem for what the caller should know; validation has been done. */
export type Handler<Op extends OperationId> = (request: ApiRequest<Op>) => Promise<OutputOf<Op, 'response'> | PendingOf<Op>>

/** A change may be put down as a change request instead of being done, where the contract says so. */
type PendingOf<Op extends OperationId> = Routes[Op] extends { pending: infer Schema extends z.ZodType }
  ? Pending<z.output<Schema> & { readonly id: string }>
  : never

export type Handlers = { readonly [Op in OperationId]: Handler<Op> }
