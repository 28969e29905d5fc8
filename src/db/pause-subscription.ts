import { sql } from 'kysely'
import type { Database } from './connect.js'

/** Pauses an active subscription on its own account, for example because its receiver answered 410; the reason is kept. */
export async function pauseSubscription(db: Database, id: string, reason: string): Promise<void> {
  await db.query.transaction().execute(async (tx) => {
    const paused = await tx
      .updateTable('subscriptions')
      .set({ state: 'paused', state_reason: reason, version: sql`version + 1`, updated_at: sql`now()` })
      .where('id', '=', id)
      .where('state', '=', 'active')
      .returning('account_id')
      .executeTakeFirst()
    if (!paused) return
    await tx
      .updateTable('accounts')
      .set({ matching_epoch: sql`matching_epoch + 1` })
      .where('id', '=', paused.account_id)
      .execute()
  })
}
