import { LRUCache } from 'lru-cache'
import type { Database } from '../db/connect.js'
import type { SchemaStamp } from '../db/event-types.js'
import { type LoadedMatch, loadMatching, type MatchAsk, type SubscriptionToMatch } from '../db/load-matching.js'
import { createFilterIndex } from '../domain/filter-index.js'
import { isRegisteredFor } from '../domain/matching.js'

/** What decides who is owed an event. */
export interface EventToMatch extends MatchAsk {
  readonly origin: string
}

/** Who is owed events of one kind, and the account with its ancestors and the epoch that was read at. */
export interface Match {
  readonly path: readonly string[]
  readonly epoch: string
  /** Those that are owed an event with these data. */
  owed(data: unknown): readonly SubscriptionToMatch[]
  /** The versions of the type, newest first, when it is one of the account's own. */
  readonly schemas: readonly SchemaStamp[]
}

export interface Matcher {
  /** Undefined when there is no such account. What is remembered may be old: the insert checks the epoch. */
  get(event: EventToMatch): Promise<Match | undefined>
  /** Forgets what was read of an account, because its epoch was seen to have moved on; what has been read since stays. */
  forget(accountId: string, seen: Match): void
}

/** What was read of an account while nothing above it changed. */
interface Generation {
  at?: string
}

interface Remembered {
  readonly generation: Generation
  readonly loading: Promise<Match | undefined>
}

/**
 * Remembers who is owed what by account and kind of event, at most `max` kinds and ten subscriptions for each on average.
 * Only kinds that are published are read, so that a change of one subscription costs a small read for each of them.
 */
export function createMatcher(db: Database, max: number): Matcher {
  const known = new LRUCache<string, Remembered>({ max, maxSize: 10 * max })
  const generations = new LRUCache<string, Generation>({ max })

  const read = async (event: EventToMatch, key: string): Promise<Match | undefined> => {
    const loaded = await loadMatching(db, event)
    if (!loaded) return undefined
    const { match, size } = toMatch(loaded, event)
    const generation = generationOf(event.accountId, versionOf(match))
    known.set(key, { generation, loading: Promise.resolve(match) }, { size: Math.min(size, 10 * max) })
    return match
  }
  const generationOf = (accountId: string, at: string): Generation => {
    const current = generations.get(accountId)
    if (current && (current.at ??= at) === at) return current
    const next = { at }
    generations.set(accountId, next)
    return next
  }
  const load = (event: EventToMatch, key: string): Promise<Match | undefined> => {
    const generation = generations.get(event.accountId) ?? {}
    generations.set(event.accountId, generation)
    const entry: Remembered = { generation, loading: read(event, key) }
    known.set(key, entry, { size: 1 })
    const forgetUnlessRead = () => {
      if (known.peek(key) === entry) known.delete(key)
    }
    // Neither a fault nor an account that may yet be created is remembered.
    entry.loading.then(forgetUnlessRead, forgetUnlessRead)
    return entry.loading
  }
  return {
    get(event) {
      const key = keyOf(event)
      const remembered = known.get(key)
      return remembered && remembered.generation === generations.get(event.accountId) ? remembered.loading : load(event, key)
    },
    forget(accountId, seen) {
      if (generations.peek(accountId)?.at === versionOf(seen)) generations.delete(accountId)
    },
  }
}

function toMatch({ path, epoch, schemas, subscriptions }: LoadedMatch, event: EventToMatch): { match: Match; size: number } {
  const registered = subscriptions.filter((subscription) => isRegisteredFor(subscription, { ...event, path }))
  return { match: { path, epoch, schemas, owed: createFilterIndex(registered) }, size: 1 + registered.length }
}
/** The sum alone would not do: an account that moves to another parent may find the same sum there. */
const versionOf = ({ path, epoch }: Match): string => `${path.join(' ')} ${epoch}`

/** Account and project are a publisher's words, and may have spaces. */
const keyOf = ({ accountId, environment, type, origin, project }: EventToMatch): string =>
  `${accountId.length} ${accountId} ${environment} ${type} ${origin} ${project ?? ''}`
