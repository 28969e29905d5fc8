import { LRUCache } from 'lru-cache'
import { sql } from 'kysely'
import type { Database } from '../db/connect.js'
import { matchesType } from '../domain/matching.js'

export interface MatchingSubscription {
  readonly id: string
  readonly host: string
  readonly eventTypes: readonly string[]
  /** A paused one is owed what is published meanwhile: its notifications are held. */
  readonly held: boolean
}

/** An account as publishing sees it: itself and its ancestors, its subscriptions, and the epoch they were read at. */
export interface AccountMatching {
  readonly path: readonly string[]
  readonly epoch: string
  matching(eventType: string): readonly MatchingSubscription[]
}

export interface Matcher {
  /** Undefined when there is no such account. What is remembered may be old: the insert checks the epoch. */
  get(accountId: string): Promise<AccountMatching | undefined>
  /** Forgets an account, because its epoch was seen to have moved on. */
  forget(accountId: string): void
}

export function createMatcher(db: Database, max: number): Matcher {
  const known = new LRUCache<string, Promise<AccountMatching | undefined>>({ max })
  return {
    get(accountId) {
      const remembered = known.get(accountId)
      if (remembered) return remembered
      const loading = loadMatching(db, accountId)
      known.set(accountId, loading)
      // Neither a fault nor an account that may yet be created is remembered.
      loading.then((found) => found ?? known.delete(accountId)).catch(() => known.delete(accountId))
      return loading
    },
    forget: (accountId) => void known.delete(accountId),
  }
}

async function loadMatching(db: Database, accountId: string): Promise<AccountMatching | undefined> {
  // One statement, one snapshot: the epoch belongs to exactly these subscriptions.
  const { rows } = await sql<{
    path: string[]
    epoch: string
    subscriptions: { id: string; host: string; eventTypes: string[]; held: boolean }[]
  }>`
    with recursive up as (
      select id, parent_id, matching_epoch, 0 as height from accounts where id = ${accountId}
      union all select a.id, a.parent_id, a.matching_epoch, up.height + 1 from accounts a join up on a.id = up.parent_id
    )
    select (select array_agg(id order by height) from up) as path, (select sum(matching_epoch)::text from up) as epoch,
      coalesce((select json_agg(json_build_object('id', s.id, 'host', s.host, 'eventTypes', s.event_types, 'held', s.state = 'paused') order by s.id)
        from subscriptions s where s.account_id = ${accountId} and s.state in ('active', 'paused')), '[]'::json) as subscriptions`.execute(
    db.query,
  )
  const row = rows[0]
  if (!row?.path) return undefined
  const byType = new Map<string, readonly MatchingSubscription[]>()
  return {
    path: row.path,
    epoch: row.epoch,
    matching(eventType) {
      const remembered = byType.get(eventType)
      if (remembered) return remembered
      const found = row.subscriptions.filter(({ eventTypes }) => matchesType(eventTypes, eventType))
      if (byType.size < 1_000) byType.set(eventType, found)
      return found
    },
  }
}
