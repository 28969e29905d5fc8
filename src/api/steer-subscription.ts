import type { Subscription } from '../contract/subscriptions.js'
import { changeSubscription, findSubscription, lockSubscription, type SubscriptionState } from '../db/subscriptions.js'
import type { ApiDeps, Caller } from './deps.js'
import { toSubscription } from './to-subscription.js'
import { found, Problem } from './problem.js'

export interface Move {
  readonly from: readonly SubscriptionState[]
  readonly to: 'active' | 'paused'
  /** For somebody who may not do it now. */
  readonly refusal: string
}

/** Moves a subscription to another state; nothing is written when it is there already. Throws the Problem `wrong_state`. */
export async function steerSubscription(
  { db, policy }: ApiDeps,
  { id, caller }: { id: string; caller: Caller },
  { from, to, refusal }: Move,
): Promise<Subscription> {
  return await db.query.transaction().execute(async (tx) => {
    const locked = found(await lockSubscription(tx, id, caller))
    if (locked.state !== to) {
      if (!from.includes(locked.state)) throw new Problem('wrong_state', { detail: `it is ${locked.state}: ${refusal}` })
      await changeSubscription(tx, locked, { state: to })
    }
    return toSubscription(found(await findSubscription(tx, id, caller)), policy)
  })
}

/** Tells the engine after the commit. Best effort: the relay finds what waits by itself. */
export async function announceRelease({ steering, log }: ApiDeps, subscription: string): Promise<void> {
  try {
    await steering.released(subscription)
  } catch (error) {
    log.warn({ err: error, subscription }, 'releasing notifications is left to the relay')
  }
}
