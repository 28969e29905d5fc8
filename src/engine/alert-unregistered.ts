import { LRUCache } from 'lru-cache'
import type { Database } from '../db/connect.js'
import { tellUnregistered } from '../db/tell-unregistered.js'
import type { EndedAttempt } from '../delivery/record.js'

const HOUR_MS = 3_600_000

/** Tells an account of an attempt that was refused because of its address. However many there are, the database is asked once an hour. */
export function createUnregisteredAlert(db: Database): (ended: EndedAttempt) => Promise<void> {
  const asked = new LRUCache<string, true>({ max: 10_000, ttl: HOUR_MS })
  return async ({ owed }) => {
    const key = `${owed.subscription}:${String(owed.subscriptionVersion)}`
    if (asked.has(key)) return
    asked.set(key, true)
    try {
      await tellUnregistered(db, owed.subscription)
    } catch (error) {
      asked.delete(key)
      throw error
    }
  }
}
