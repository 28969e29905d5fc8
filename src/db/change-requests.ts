import { type Kysely, type Selectable, sql } from 'kysely'
import type { ChangeKind, ChangeRequestState } from '../domain/four-eyes.js'
import type { Database } from './connect.js'
import { type Page, readCursor, toPage } from './page.js'
import { accountsWithin, isInProject, isWebhookOf, isWithin, type Reach } from './reach.js'
import type { ChangeRequestsTable } from './four-eyes-tables.js'
import type { Schema } from './schema.js'

/** A change that waits, or waited, for a second pair of eyes. */
export interface ChangeRequestRecord {
  readonly id: string
  readonly account: string
  readonly environment: 'test' | 'live'
  /** What would be done, as the audit names it. */
  readonly action: string
  readonly kinds: ChangeKind[]
  readonly target: string
  readonly targetVersion: number
  readonly author: { readonly key: string; readonly account: string }
  readonly reason: string | null
  readonly state: ChangeRequestState
  readonly createdAt: string
  readonly expiresAt: string
  readonly decision: Decision | null
}

export interface Decision {
  readonly key: string
  readonly account: string
  readonly at: string
  readonly reason: string | null
  /** Applied without a second pair of eyes. */
  readonly breakGlass: boolean
}

/** With what is sealed for `changePlace`; `ask` is null once it is decided. */
export type SealedChangeRequest = ChangeRequestRecord & { readonly sealed: { readonly ask: Buffer | null; readonly differences: Buffer } }

/** Where the sealed parts belong. */
export const changePlace = (account: string, id: string, column: 'ask' | 'differences'): string =>
  `${account}|change_requests|${id}|${column}|1`

/** The state, but for one that nobody has decided in time. */
const stateNow = sql<ChangeRequestState>`case when c.state = 'pending' and c.expires_at <= now() then 'expired' else c.state end`

type Row = Selectable<ChangeRequestsTable> & { state_now: ChangeRequestState }

const toChangeRequest = (row: Row): SealedChangeRequest => ({
  id: row.id,
  account: row.account_id,
  environment: row.environment,
  action: row.action,
  kinds: row.kinds as ChangeKind[],
  target: row.target,
  targetVersion: row.target_version,
  author: { key: row.author_key, account: row.author_account },
  reason: row.reason,
  state: row.state_now,
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at.toISOString(),
  decision: toDecision(row),
  sealed: { ask: row.sealed_ask, differences: row.sealed_differences },
})

const toDecision = (row: Row): Decision | null =>
  row.decided_at && {
    key: row.decided_key ?? '',
    account: row.decided_account ?? '',
    at: row.decided_at.toISOString(),
    reason: row.decision_reason,
    breakGlass: row.break_glass,
  }

export type NewChangeRequest = Omit<ChangeRequestRecord, 'state' | 'createdAt' | 'decision'> & {
  /** The project that the author's key is bound to. */
  readonly project: string | null
  readonly sealed: { readonly ask: Buffer; readonly differences: Buffer }
}

export async function insertChangeRequest(tx: Kysely<Schema>, request: NewChangeRequest): Promise<void> {
  await tx
    .insertInto('change_requests')
    .values({
      id: request.id,
      account_id: request.account,
      environment: request.environment,
      action: request.action,
      kinds: request.kinds,
      target: request.target,
      target_version: request.targetVersion,
      sealed_ask: request.sealed.ask,
      sealed_differences: request.sealed.differences,
      project_id: request.project,
      author_key: request.author.key,
      author_account: request.author.account,
      reason: request.reason,
      expires_at: new Date(request.expiresAt),
    })
    .execute()
}

/** In the caller's environment: a test key decides nothing that is live. */
const within = (query: Kysely<Schema>, reach: Reach) =>
  query
    .selectFrom('change_requests as c')
    .selectAll('c')
    .select(stateNow.as('state_now'))
    .where('c.environment', '=', reach.environment)
    .where(isWithin('c.account_id', reach.accountId))
    .where(isTargetOf(reach))

/** About the caller's project, if it has one, or a webhook of it, or asked for with a key of it. */
const isTargetOf = (reach: Reach) =>
  sql<boolean>`(${isInProject('c.target', reach)} or ${isInProject('c.project_id', reach)} or exists (select from subscriptions s where s.id = c.target and ${isWebhookOf('s', reach)}))`

/** Undefined when there is none within reach. */
export async function findChangeRequest(query: Kysely<Schema>, id: string, reach: Reach): Promise<SealedChangeRequest | undefined> {
  const row = await within(query, reach).where('c.id', '=', id).executeTakeFirst()
  return row && toChangeRequest(row)
}

/** The same, locked until the transaction ends: it is decided once. */
export async function lockChangeRequest(tx: Kysely<Schema>, id: string, reach: Reach): Promise<SealedChangeRequest | undefined> {
  const row = await within(tx, reach).where('c.id', '=', id).forUpdate('c').executeTakeFirst()
  return row && toChangeRequest(row)
}

export type NewDecision = Omit<Decision, 'at'> & { readonly state: 'approved' | 'rejected' | 'withdrawn' }

/** Ends a locked request; what was asked for, secrets with it, is forgotten. */
export async function decideChangeRequest(tx: Kysely<Schema>, id: string, decision: NewDecision): Promise<void> {
  await tx
    .updateTable('change_requests')
    .set({
      state: decision.state,
      sealed_ask: null,
      decided_at: sql`now()`,
      decided_key: decision.key,
      decided_account: decision.account,
      decision_reason: decision.reason,
      break_glass: decision.breakGlass,
    })
    .where('id', '=', id)
    .execute()
}

/** Of requests that nobody has decided in time, what was asked for, secrets with it, is forgotten, too. */
export async function forgetExpiredRequests({ query }: Database): Promise<void> {
  await query
    .updateTable('change_requests')
    .set({ sealed_ask: null })
    .where('state', '=', 'pending')
    .where('sealed_ask', 'is not', null)
    .where('expires_at', '<=', sql<Date>`now()`)
    .execute()
}

/** Whether the two keys are one member's, or one of them made the other, or made the key that did: they are in the same hands. */
export async function areKeysRelated(query: Kysely<Schema>, one: string, other: string): Promise<boolean> {
  const { rows } = await sql<{ related: boolean }>`
    select is_key_of(${one}, ${other}) or is_key_of(${other}, ${one}) or are_keys_of_one_member(${one}, ${other}) as related`.execute(query)
  return rows[0]?.related ?? true
}

/** The change of this kind to a target that waits to be decided; undefined when there is none. */
export async function findPendingOf(
  tx: Kysely<Schema>,
  { account, target, action }: Pick<ChangeRequestRecord, 'account' | 'target' | 'action'>,
): Promise<string | undefined> {
  const row = await tx
    .selectFrom('change_requests as c')
    .select('c.id')
    .where('c.account_id', '=', account)
    .where('c.target', '=', target)
    .where('c.action', '=', action)
    .where('c.state', '=', 'pending')
    .where('c.expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst()
  return row?.id
}

export interface ChangeRequestFilter {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly account?: string | undefined
  readonly state?: ChangeRequestState | undefined
  readonly target?: string | undefined
  readonly breakGlass?: boolean | undefined
}

/** Newest first; undefined when the cursor is not one of this list. */
export async function listChangeRequests(
  query: Kysely<Schema>,
  { limit, cursor, account, ...filter }: ChangeRequestFilter,
  reach: Reach,
): Promise<Page<SealedChangeRequest> | undefined> {
  const position = cursor === undefined ? [] : readCursor(cursor, [/^chg_\w{1,60}$/])
  if (!position) return undefined
  const [before] = position
  const rows = await within(query, reach)
    .where('c.account_id', 'in', sql<string>`${accountsWithin(reach, account)}`)
    .$if(filter.state !== undefined, (list) => list.where(stateNow, '=', filter.state ?? 'pending'))
    .$if(filter.target !== undefined, (list) => list.where('c.target', '=', filter.target ?? ''))
    .$if(filter.breakGlass !== undefined, (list) => list.where('c.break_glass', '=', filter.breakGlass ?? true))
    .$if(before !== undefined, (list) => list.where('c.id', '<', before ?? ''))
    .orderBy('c.id', 'desc')
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, { toItem: toChangeRequest, positionOf: ({ id }) => [id] })
}
