import { sql } from 'kysely'
import { addressNotRegistered } from '../domain/pinning.js'
import type { Database } from './connect.js'
import { toSubscriptionObject } from './mark-failing.js'
import { insertOwnEvent } from './own-events.js'

const text = 'the host leads to no registered address: nothing is delivered until it does, or the list has changed'

/**
 * Tells the account that nothing is delivered to an endpoint because its addresses are not registered: at most once a
 * day, and anew after each change of the subscription. False when it was told already.
 */
export function tellUnregistered(db: Database, id: string): Promise<boolean> {
  return db.query.transaction().execute(async (tx) => {
    const row = await tx
      .updateTable('subscriptions')
      .set({ unregistered_told_at: sql<Date>`now()` })
      .where('id', '=', id)
      .where('pin_mode', '=', 'enforce')
      .where(sql<boolean>`coalesce(unregistered_told_at < greatest(updated_at, now() - interval '1 day'), true)`)
      .returningAll()
      .executeTakeFirst()
    if (!row) return false
    await insertOwnEvent(tx, {
      account: row.account_id,
      environment: row.environment,
      type: 'subscription.address_not_registered',
      about: id,
      object: { ...toSubscriptionObject(row), reason: { code: addressNotRegistered, text } },
    })
    return true
  })
}
