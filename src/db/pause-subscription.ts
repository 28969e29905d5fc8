import { sql } from 'kysely'
import { raiseMatchingEpoch } from './accounts.js'
import { writeAudit } from './audit.js'
import type { Database } from './connect.js'
import { toFailingObject } from './mark-failing.js'
import { insertOwnEvent } from './own-events.js'
import { type StateReason, toStateColumns } from './subscription-state.js'

export interface ToPause {
  readonly id: string
  readonly nodeId: string
  /** Only while it is marked as failing since then. */
  readonly failingSince?: Date
}

/** Why an endpoint is paused that has answered so. */
export const receiverGone = { code: 'receiver_gone', text: 'the receiver answered 410 Gone' } as const

/**
 * Pauses an active subscription of the node's own accord, because its receiver is gone or confirms nothing: the state with
 * its reason, the audit entry and the event `subscription.paused`, in one transaction and once.
 */
export async function pauseSubscription(
  db: Database,
  { id, nodeId, failingSince }: ToPause,
  reason: Pick<StateReason, 'code'> & { readonly text: string },
): Promise<void> {
  const by = { kind: 'node', id: nodeId } as const
  const touched = { version: sql<number>`version + 1`, updated_at: sql<Date>`now()` }
  await db.query.transaction().execute(async (tx) => {
    const paused = await tx
      .updateTable('subscriptions')
      .set({ ...toStateColumns('paused' as const, { ...reason, by }), ...touched })
      .where('id', '=', id)
      .where('state', '=', 'active')
      .$if(failingSince !== undefined, (update) => update.where('failing_since', '=', failingSince ?? null))
      .returningAll()
      .executeTakeFirst()
    if (!paused) return
    const { account_id: account, environment } = paused
    await raiseMatchingEpoch(tx, account)
    await writeAudit(tx, {
      account,
      actor: by,
      action: 'subscription.pause',
      target: id,
      before: { state: 'active' },
      after: { state: 'paused' },
      reason: reason.text,
      sourceAddress: null,
      requestId: null,
    })
    const object = { ...(await toFailingObject(tx, paused, failingSince ?? paused.state_changed_at)), reason }
    await insertOwnEvent(tx, { account, environment, type: 'subscription.paused', about: id, object })
  })
}
