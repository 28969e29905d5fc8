import { LRUCache } from 'lru-cache'
import type { RecordDeps } from '../delivery/record.js'

type OnRecorded = RecordDeps['onRecorded']

/** Remembers which notifications were delivered lately, so that a start Temporal did not take is not repeated for them. */
export function createOver(): { readonly has: (id: string) => boolean; readonly watching: (next: OnRecorded) => OnRecorded } {
  const delivered = new LRUCache<string, true>({ max: 50_000 })
  return {
    has: (id) => delivered.has(id),
    watching: (next) => (ended, recorded) => {
      if (recorded.won && recorded.state === 'delivered') delivered.set(ended.owed.id, true)
      next(ended, recorded)
    },
  }
}
