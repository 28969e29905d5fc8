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
  /** Forgets what was read of an account, because its epoch was seen to have moved on; what others have read since stays. */
  forget(accountId: string, seen: AccountMatching): void
}

interface Remembered {
  loading?: Promise<AccountMatching | undefined>
  found?: AccountMatching | undefined
}

export function createMatcher(db: Database, max: number): Matcher {
  const known = new LRUCache<string, Remembered>({ max })
  const load = async (accountId: string, entry: Remembered): Promise<AccountMatching | undefined> => {
    try {
      entry.found = await loadMatching(db, accountId)
      return entry.found
    } finally {
      // Neither a fault nor an account that may yet be created is remembered.
      if (!entry.found && known.peek(accountId) === entry) known.delete(accountId)
    }
  }
  return {
    get(accountId) {
      const remembered = known.get(accountId)
      if (remembered?.loading) return remembered.loading
      const entry: Remembered = {}
      known.set(accountId, entry)
      entry.loading = load(accountId, entry)
      return entry.loading
    },
    forget(accountId, seen) {
      if (known.peek(accountId)?.found === seen) known.delete(accountId)
    },
  }
}

async function loadMatching(db: Database, accountId: string): Promise<AccountMatching | undefined> {
  // One statement, one snapshot: the epoch belongs to exactly these subscriptions.
  const { rows } = await sql<{
    path: string[]
    epoch: string
    subscriptions: { id: string; host: string; eventTypes: string[]; held: boolean }[]
  }>`
    with up as (
      select a.id, a.matching_epoch, p.depth from account_paths p join accounts a on a.id = p.ancestor_id where p.account_id = ${accountId}
    )
    select (select array_agg(id order by depth) from up) as path, (select sum(matching_epoch)::text from up) as epoch,
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
