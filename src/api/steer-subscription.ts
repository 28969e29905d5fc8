import type { Kysely } from 'kysely'
import type { Subscription } from '../contract/subscriptions.js'
import type { Schema } from '../db/schema.js'
import type { StateReason } from '../db/subscription-state.js'
import {
  changeSubscription,
  findSubscription,
  lockSubscription,
  type SubscriptionRecord,
  type SubscriptionState,
} from '../db/subscriptions.js'
import type { EgressPolicy } from '../domain/egress.js'
import { auditOf } from './audited-subscription.js'
import type { Caller } from './caller.js'
import type { ApiDeps } from './deps.js'
import type { Changed, ChangeRequest } from './tenants.js'
import { toSubscription } from './to-subscription.js'
import { found, Problem } from './problem.js'

export interface Move {
  readonly verb: 'activate' | 'pause' | 'resume' | 'disable'
  readonly from: readonly SubscriptionState[]
  readonly to: 'active' | 'paused' | 'disabled'
  /** The version that was decided on, when that matters. */
  readonly version?: number
  /** Whether it is done although it is there already. */
  readonly again?: (before: SubscriptionRecord) => boolean
  /** For somebody who may not do it now. */
  readonly refusal: string
}

/** Moves a subscription to another state; nothing is written when it is there already. Throws the Problem `wrong_state`. */
export async function steerSubscription(
  { tenants, policy }: ApiDeps,
  request: ChangeRequest & { readonly params: { readonly id: string } },
  move: Move,
): Promise<Subscription> {
  const { caller, params } = request
  return tenants.change(request, async (tx) => {
    const before = found(await lockSubscription(tx, params.id, caller))
    if (!isToMove(before, move)) return { result: toSubscription(before, policy) }
    return moveSubscription(tx, { before, move, reason: toStateReason(request), caller }, policy)
  })
}

/** False when it is there already. Throws the Problems `wrong_state` and `version_mismatch`. */
export function isToMove(before: SubscriptionRecord, { from, to, version, again, refusal }: Move): boolean {
  if (before.state === to) return again?.(before) ?? false
  if (!from.includes(before.state)) throw new Problem('wrong_state', { detail: `it is ${before.state}: ${refusal}` })
  if (version !== undefined && before.version !== version)
    throw new Problem('version_mismatch', { detail: 'it was changed while its endpoint was checked: try again' })
  return true
}

interface Moving {
  /** Locked. */
  readonly before: SubscriptionRecord
  readonly move: Pick<Move, 'verb' | 'to'>
  readonly reason: StateReason
  readonly caller: Caller
}

export async function moveSubscription(
  tx: Kysely<Schema>,
  { before, move: { verb, to }, reason, caller }: Moving,
  policy: EgressPolicy,
): Promise<Changed<Subscription>> {
  await changeSubscription(tx, before, { moved: { to, reason } })
  const after = found(await findSubscription(tx, before.id, caller))
  return { result: toSubscription(after, policy), audit: auditOf(verb, { before, after }, policy) }
}

/** Somebody asked for it, and may have said why. */
export const toStateReason = ({ caller, source: { reason } }: ChangeRequest): StateReason => ({
  code: 'requested',
  ...(reason !== null && { text: reason }),
  by: { kind: 'key', id: caller.keyId },
})

/** The same request with the reason of its body, if it has one, before that of its header. */
export const withReason = <Request extends ChangeRequest & { readonly body?: { readonly reason?: string | undefined } | undefined }>(
  request: Request,
): Request => ({ ...request, source: { ...request.source, reason: request.body?.reason ?? request.source.reason } })

/** Tells the engine after the commit. Best effort: the relay finds what waits by itself. */
export async function announceRelease({ steering, log }: Pick<ApiDeps, 'steering' | 'log'>, subscription: string): Promise<void> {
  try {
    await steering.released(subscription)
  } catch (error) {
    log.warn({ err: error, subscription }, 'releasing notifications is left to the relay')
  }
}
