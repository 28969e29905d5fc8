import type { Kysely } from 'kysely'
import type { Database } from '../db/connect.js'
import { findExisting, insertMissing, lockMissing, type MissingRow, openRounds, pairOf } from '../db/replay-rounds.js'
import { eventsToMatch, type EventToMatchAgain, positionOf, selectEnded, selectFailed, type SelectionAsk } from '../db/replay-selection.js'
import type { ReplayPosition, ReplayRecord } from '../db/replays.js'
import type { Schema } from '../db/schema.js'
import type { Found } from '../db/sweep.js'
import { pageSize, statesToReplay } from '../domain/replay.js'
import { createMatcher } from './matcher.js'

export interface ReplayPageDeps {
  readonly db: Database
  readonly nodeId: string
  readonly newId: (prefix: 'ntf') => string
}

/** What a page selected and what became of it; `next` is null when it was the last. */
export interface ReplayedPage {
  readonly items: number
  readonly opened: number
  /** Events that could not be judged. */
  readonly failed: number
  readonly due: readonly Found[]
  readonly next: ReplayPosition | null
}

type Page = (tx: Kysely<Schema>, replay: ReplayRecord) => Promise<ReplayedPage>

/** Looks for the next page of a replay and, once all is counted, replays it; within the transaction, as the tenant of the replay. */
export const createReplayPage =
  (deps: ReplayPageDeps): Page =>
  (tx, replay) =>
    replay.include === 'missing' ? missingPage(deps, tx, replay) : endedPage(deps, tx, replay)

const askOf = ({ account, environment, project, filter, position, phase, ratePerSecond }: ReplayRecord): SelectionAsk => ({
  reach: { accountId: account, environment, project },
  filter,
  after: position,
  limit: pageSize(phase, ratePerSecond),
})

async function endedPage({ nodeId }: ReplayPageDeps, tx: Kysely<Schema>, replay: ReplayRecord): Promise<ReplayedPage> {
  const { include, filter, phase } = replay
  const states = statesToReplay(include === 'all' ? 'all' : 'failed', filter.states)
  const select = include === 'all' ? selectEnded : selectFailed
  const { notifications, next } = await select(tx, askOf(replay), states)
  const page = { items: notifications.length, failed: 0, next }
  if (phase === 'selecting') return { ...page, opened: 0, due: [] }
  return { ...page, ...(await openRounds(tx, notifications, { replay: replay.id, nodeId })) }
}

/** Bodies are read for the filters: fewer at a time. */
const MAX_BODIES = 200

async function missingPage(deps: ReplayPageDeps, tx: Kysely<Schema>, replay: ReplayRecord): Promise<ReplayedPage> {
  const ask = askOf(replay)
  const limit = Math.min(ask.limit, MAX_BODIES)
  if (replay.phase === 'replaying') await lockMissing(tx)
  const events = await eventsToMatch(tx, { ...ask, limit })
  const owed = await owedNow(deps.db, events, replay)
  const there = await findExisting(tx, events)
  const pages = events.map((event, i) => toMissing(event, owed[i] ?? [], there))
  const taken = takeUpTo(pages, ask.limit)
  const rows = pages.slice(0, taken).flat()
  const last = taken < events.length || events.length === limit ? events[taken - 1] : undefined
  const failed = owed.slice(0, taken).filter((one) => one === undefined).length
  const page = { items: rows.length, failed, next: last ? positionOf(last) : null }
  if (replay.phase === 'selecting') return { ...page, opened: 0, due: [] }
  const missing = rows.map((row) => ({ ...row, id: deps.newId('ntf') }))
  return { ...page, ...(await insertMissing(tx, missing, { replay: replay.id, nodeId: deps.nodeId })) }
}

/** How many events from the front stay within the limit together; at least one. */
function takeUpTo(pages: readonly (readonly unknown[])[], limit: number): number {
  let items = 0
  const beyond = pages.findIndex((page, i) => (items += page.length) > limit && i > 0)
  return beyond === -1 ? pages.length : beyond
}

interface Owed {
  readonly subscription: string
  readonly owner: string
  readonly held: boolean
}

type Missing = Omit<MissingRow, 'id'>

const toMissing = ({ account, event, type, createdAt }: EventToMatchAgain, owed: readonly Owed[], there: ReadonlySet<string>): Missing[] =>
  owed
    .filter(({ subscription }) => !there.has(pairOf(account, event, subscription)))
    .map((one) => ({ ...one, eventAccount: account, event, eventType: type, publishedAt: createdAt }))

/**
 * Who would be owed each event if it were published now, within reach of the replay. What is remembered lasts for this
 * page: each begins with the subscriptions as they are. Undefined for an event that cannot be judged.
 */
async function owedNow(db: Database, events: readonly EventToMatchAgain[], replay: ReplayRecord): Promise<(Owed[] | undefined)[]> {
  const matcher = createMatcher(db, 1_000)
  const { environment, filter } = replay
  const found: (Owed[] | undefined)[] = []
  for (const { account: accountId, type, origin, project, body } of events) {
    const match = await matcher.get({ accountId, environment, type, origin, project })
    const data = dataOf(body)
    found.push(data && match && withinReach(match, data, { ...replay, subscription: filter.subscription }))
  }
  return found
}

type Match = NonNullable<Awaited<ReturnType<ReturnType<typeof createMatcher>['get']>>>

interface Only {
  readonly account: string
  readonly project: string | null
  readonly subscription: string | undefined
}

function withinReach(match: Match, { data }: { data: unknown }, only: Only): Owed[] {
  const reached = match.path.slice(0, match.path.indexOf(only.account) + 1)
  return match
    .owed(data)
    .filter(({ id, account }) => reached.includes(account) && (only.subscription === undefined || id === only.subscription))
    .filter(({ webhookOf }) => only.project === null || webhookOf === only.project)
    .map(({ id, account, held }) => ({ subscription: id, owner: account, held }))
}

function dataOf(body: string): { data: unknown } | undefined {
  try {
    return JSON.parse(body) as { data: unknown }
  } catch {
    return undefined
  }
}
