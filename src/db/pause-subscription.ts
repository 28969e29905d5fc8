import { sql } from 'kysely'
import { raiseMatchingEpoch } from './accounts.js'
import { writeAudit } from './audit.js'
import type { Database } from './connect.js'
import { toStateColumns } from './subscriptions.js'

const touched = { version: sql<number>`version + 1`, updated_at: sql<Date>`now()` }

/** Pauses an active subscription on its own account, for example because its receiver answered 410; the reason is kept and audited. */
export async function pauseSubscription(db: Database, { id, nodeId }: { id: string; nodeId: string }, reason: string): Promise<void> {
  await db.query.transaction().execute(async (tx) => {
    const paused = await tx
      .updateTable('subscriptions')
      .set({ ...toStateColumns('paused' as const, { code: 'receiver_gone', text: reason, by: { kind: 'node', id: nodeId } }), ...touched })
      .where('id', '=', id)
      .where('state', '=', 'active')
      .returning('account_id')
      .executeTakeFirst()
    if (!paused) return
    await raiseMatchingEpoch(tx, paused.account_id)
    await writeAudit(tx, {
      account: paused.account_id,
      actor: { kind: 'node', id: nodeId },
      action: 'subscription.pause',
      target: id,
      before: { state: 'active' },
      after: { state: 'paused' },
      reason,
      sourceAddress: null,
      requestId: null,
    })
  })
}
