import type { Database } from '../db/connect.js'
import {
  type EventRow,
  findStoredEvents,
  insertEvents,
  insertNumberedEvents,
  type PublishResult,
  type StoredEvent,
  type StoredNotification,
} from '../db/publish.js'
import { hashOf, type PublishItem, type Recipient, type RowDeps, toEventRow } from './event-row.js'
import { createMicroBatch } from './micro-batch.js'
import type { EventToMatch, Match, Matcher } from './matcher.js'
import type { Startable } from './starter.js'

export interface Published {
  readonly id: string
  readonly duplicate: boolean
  /** Those of subscriptions that the publisher's key reaches. */
  readonly notifications: readonly { id: string; subscription: string }[]
}

/** `conflict`: another event was published under this id before. */
export type PublishAnswer =
  { readonly kind: 'published'; readonly published: Published } | { readonly kind: 'conflict' } | { readonly kind: 'unknown-account' }

/** Resolves after the commit; throws when Postgres does, and then nothing has been acknowledged. */
export type Publish = (item: PublishItem) => Promise<PublishAnswer>

export interface PublishDeps extends RowDeps {
  readonly db: Database
  readonly matcher: Matcher
  readonly start: (startables: readonly Startable[]) => void
  /** Told of notifications whose insert failed, so that nobody knows whether they are there. */
  readonly unsure: (startables: readonly Startable[]) => void
  readonly clock: () => Date
  readonly isOneItemsFault: (error: unknown) => boolean
  /** `seconds`: from its acceptance to the commit. */
  readonly onPublished: (result: 'new' | 'duplicate' | 'conflict', seconds?: number) => void
}

/** A publish that found its match out of date this often in a row loses against a storm of changes and fails. */
const MAX_MATCHES = 20

export function createPublish(deps: PublishDeps): Publish {
  const batched = { size: 64, lanes: 3, isOneItemsFault: deps.isOneItemsFault }
  const insertPlain = createMicroBatch({ run: (rows: readonly EventRow[]) => insertDistinct(deps.db, rows, insertEvents), ...batched })
  const insertNumbered = createMicroBatch({
    run: (rows: readonly EventRow[]) => insertDistinct(deps.db, rows, insertNumberedEvents),
    ...batched,
  })
  const find = createMicroBatch<EventKey, StoredEvent | undefined>({
    run: async (keys) => {
      const found = new Map((await findStoredEvents(deps.db, keys)).map((event) => [keyOf(event), event]))
      return keys.map((key) => found.get(keyOf(key)))
    },
    size: 64,
    lanes: 1,
    isOneItemsFault: deps.isOneItemsFault,
  })
  return async (item) => {
    const { accountId, environment, event } = item
    const { type, origin, project } = event
    const hash = hashOf(item)
    const createdAt = deps.clock()
    const id = event.id ?? deps.newId('evt')
    for (let tries = 0; tries < MAX_MATCHES; tries++) {
      const match = await findAccepting(deps.matcher, { accountId, environment, type, origin, project: project ?? null }, item)
      if (!match) return { kind: 'unknown-account' }
      const subscriptions = recipientsOf(match, item)
      const row = toEventRow({ item, id, createdAt, hash, match, subscriptions }, deps)
      const insert = row.numbered ? insertNumbered : insertPlain
      const result = await insert(row).catch((error: unknown) => {
        // It may have been committed all the same: then it is owed, whether or not its publisher asks again.
        deps.unsure(toStartables(row, subscriptions))
        throw error
      })
      const reached = { accounts: match.path.slice(0, match.path.indexOf(item.within) + 1), project: item.project }
      if (result === 'inserted') return published(deps, { row, subscriptions, reached })
      const found = result === 'exists' ? await find(row) : undefined
      if (found) return stored(deps, { row, found, reached })
      // An event that was there and is not: retention has removed it meanwhile, and this is a new one.
      if (result === 'stale') deps.matcher.forget(accountId, match)
    }
    throw new Error('subscriptions change faster than events can be matched against them')
  }
}

/** Before an event is refused its type is read anew: it may have been changed. Throws what the event is refused with. */
async function findAccepting(matcher: Matcher, event: EventToMatch, item: PublishItem): Promise<Match | undefined> {
  const match = await findWithin(matcher, event, item.within)
  if (!match || !(await refusalOf(match, item))) return match
  matcher.forget(event.accountId, match)
  const anew = await findWithin(matcher, event, item.within)
  const refusal = anew && (await refusalOf(anew, item))
  if (refusal) throw refusal
  return anew
}

const refusalOf = async ({ schemas }: Match, { refuseOwn }: PublishItem): Promise<Error | undefined> =>
  schemas.length > 0 ? await refuseOwn?.(schemas) : undefined

function recipientsOf(match: Match, { to, except, data }: PublishItem): readonly Recipient[] {
  if (to) return [to]
  const owed = match.owed(data)
  return except === undefined ? owed : owed.filter(({ id }) => id !== except)
}

/** Before an account is said to be out of reach it is read anew: it may have been moved. */
async function findWithin(matcher: Matcher, event: EventToMatch, within: string): Promise<Match | undefined> {
  const remembered = await matcher.get(event)
  if (!remembered || remembered.path.includes(within)) return remembered
  matcher.forget(event.accountId, remembered)
  const match = await matcher.get(event)
  return match?.path.includes(within) ? match : undefined
}

interface Inserted {
  readonly row: EventRow
  readonly subscriptions: readonly Recipient[]
  readonly reached: Reached
}

/** What the publisher's key reaches: accounts of the path, or of their subscriptions those of one project. */
interface Reached {
  readonly accounts: readonly string[]
  readonly project: string | null
}

function published(deps: PublishDeps, { row, subscriptions, reached }: Inserted): PublishAnswer {
  deps.onPublished('new', (deps.clock().getTime() - row.createdAt.getTime()) / 1_000)
  deps.start(toStartables(row, subscriptions))
  return { kind: 'published', published: { id: row.id, duplicate: false, notifications: withinReach(row.notifications, reached) } }
}

/** What is sent to others, such as an account above the publisher's, is nothing the publisher should know of. */
const withinReach = (notifications: readonly StoredNotification[], { accounts, project }: Reached): Published['notifications'] =>
  notifications
    .filter(({ owner, webhookOf }) => accounts.includes(owner) && (project === null || webhookOf === project))
    .map(({ id, subscription }) => ({ id, subscription }))

function toStartables(row: EventRow, subscriptions: readonly Recipient[]): Startable[] {
  const { id: event, type: eventType } = row
  return row.notifications.flatMap(({ id, owner: account, held }, i) => {
    const subscription = subscriptions[i]
    if (!subscription || held) return []
    return [{ id, from: 1, labels: { account, subscription: subscription.id, event, eventType, host: subscription.host } }]
  })
}

interface Repeated extends Pick<Inserted, 'row' | 'reached'> {
  readonly found: StoredEvent
}

function stored(deps: PublishDeps, { row: { id, requestHash: hash }, found, reached }: Repeated): PublishAnswer {
  const same = found.requestHash.equals(hash)
  deps.onPublished(same ? 'duplicate' : 'conflict')
  if (!same) return { kind: 'conflict' }
  return { kind: 'published', published: { id, duplicate: true, notifications: withinReach(found.notifications, reached) } }
}

/** Two publishes of one id in the same moment: the first is inserted, the others find it. */
async function insertDistinct(db: Database, rows: readonly EventRow[], insert: typeof insertEvents): Promise<PublishResult[]> {
  const firsts = new Map<string, EventRow>()
  for (const row of rows) {
    if (!firsts.has(keyOf(row))) firsts.set(keyOf(row), row)
  }
  const distinct = [...firsts.values()]
  const results = await insert(db, distinct)
  const byKey = new Map(distinct.map((row, i) => [keyOf(row), { row, result: results[i] ?? 'exists' }]))
  return rows.map((row) => {
    const first = byKey.get(keyOf(row))
    return first?.row === row || first?.result === 'stale' ? first.result : 'exists'
  })
}

interface EventKey {
  readonly accountId: string
  readonly id: string
}

const keyOf = ({ accountId, id }: EventKey): string => `${accountId} ${id}`
