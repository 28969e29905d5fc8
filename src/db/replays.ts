import { type Kysely, type Selectable, sql } from 'kysely'
import type { EndedState } from '../domain/replay.js'
import type { ReplayCounts, ReplayInclude, ReplayPhase, ReplayState } from '../domain/replay-types.js'
import type { Database } from './connect.js'
import { type Page, readCursor, toPage } from './page.js'
import { accountsWithin, isInProject, isWithin, type Reach } from './reach.js'
import type { ReplaysTable } from './replay-tables.js'
import type { Schema } from './schema.js'

/** Which events a replay is about. Instants are RFC 3339. */
export interface ReplayFilter {
  readonly account?: string | undefined
  readonly subscription?: string | undefined
  readonly eventTypes?: readonly string[] | undefined
  readonly states?: readonly EndedState[] | undefined
  /** Published at or after. */
  readonly from: string
  /** Published before. */
  readonly to: string
}

/** The last item that was dealt with. */
export interface ReplayPosition {
  readonly account: string
  /** Microseconds since 1970 of the event's publishing: a Date would lose them. */
  readonly micros: string
  readonly event: string
  /** Empty: the event with all its notifications. */
  readonly notification: string
}

export interface ReplayRecord {
  readonly id: string
  readonly account: string
  readonly environment: 'test' | 'live'
  readonly project: string | null
  readonly include: ReplayInclude
  readonly filter: ReplayFilter
  readonly dryRun: boolean
  readonly ratePerSecond: number
  readonly reason: string
  readonly state: ReplayState
  readonly phase: ReplayPhase
  readonly position: ReplayPosition | null
  readonly counts: ReplayCounts
  /** What retention had removed when it began was published before this. */
  readonly goneUntil: string | null
  readonly createdAt: string
  readonly updatedAt: string
  readonly endedAt: string | null
}

function toReplay(row: Selectable<ReplaysTable>): ReplayRecord {
  const { selected, replayed, skipped, failed } = row
  return {
    id: row.id,
    account: row.account_id,
    environment: row.environment,
    project: row.project_id,
    include: row.include,
    filter: row.filter as ReplayFilter,
    dryRun: row.dry_run,
    ratePerSecond: row.rate_per_second,
    reason: row.reason,
    state: row.state,
    phase: row.phase,
    position: row.position as ReplayPosition | null,
    counts: { selected: Number(selected), replayed: Number(replayed), skipped: Number(skipped), failed: Number(failed) },
    goneUntil: row.gone_until?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  }
}

export type NewReplay = Pick<
  ReplayRecord,
  'id' | 'account' | 'environment' | 'project' | 'include' | 'filter' | 'dryRun' | 'ratePerSecond' | 'reason' | 'goneUntil'
> & { readonly createdBy: string }

export async function insertReplay(tx: Kysely<Schema>, replay: NewReplay): Promise<void> {
  const { id, account, environment, project, include, filter, dryRun, ratePerSecond, reason, goneUntil, createdBy } = replay
  await tx
    .insertInto('replays')
    .values({
      id,
      account_id: account,
      environment,
      project_id: project,
      include,
      filter: JSON.stringify(filter),
      dry_run: dryRun,
      rate_per_second: ratePerSecond,
      reason,
      created_by: createdBy,
      gone_until: goneUntil,
      ended_at: null,
    })
    .execute()
}

const within = (query: Kysely<Schema>, reach: Reach) =>
  query
    .selectFrom('replays')
    .selectAll()
    .where(isWithin('replays.account_id', reach.accountId))
    .where('environment', '=', reach.environment)
    .where(isInProject('replays.project_id', reach))

/** Undefined when there is none within reach. */
export async function findReplay(query: Kysely<Schema>, id: string, reach: Reach): Promise<ReplayRecord | undefined> {
  const row = await within(query, reach).where('id', '=', id).executeTakeFirst()
  return row && toReplay(row)
}

/** The same, locked until the transaction ends: a page that is under way is waited for. */
export async function lockReplay(tx: Kysely<Schema>, id: string, reach: Reach): Promise<ReplayRecord | undefined> {
  const row = await within(tx, reach).where('id', '=', id).forUpdate().executeTakeFirst()
  return row && toReplay(row)
}

export interface ReplayListFilter {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly account?: string | undefined
  readonly state?: ReplayState | undefined
}

/** Newest first; undefined when the cursor is not one of this list. */
export async function listReplays(
  query: Kysely<Schema>,
  { limit, cursor, account, state }: ReplayListFilter,
  reach: Reach,
): Promise<Page<ReplayRecord> | undefined> {
  const [before, ...rest] = cursor === undefined ? [] : (readCursor(cursor, [/^rpl_\w{1,60}$/]) ?? ['', ''])
  if (rest.length > 0) return undefined
  const rows = await within(query, reach)
    .where('account_id', 'in', sql<string>`${accountsWithin(reach, account)}`)
    .$if(state !== undefined, (list) => list.where('state', '=', state ?? 'running'))
    .$if(before !== undefined, (list) => list.where('id', '<', before ?? ''))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, { toItem: toReplay, positionOf: ({ id }) => [id] })
}

/** What a page, or somebody who steers, changes of a locked replay. Counts are added to those that are there. */
export interface ReplayChange {
  readonly state?: ReplayState
  readonly phase?: ReplayPhase
  readonly position?: ReplayPosition | null
  readonly counts?: Partial<ReplayCounts>
}

export async function changeReplay(tx: Kysely<Schema>, id: string, { counts, ...change }: ReplayChange): Promise<void> {
  await tx
    .updateTable('replays')
    .set({ updated_at: sql`now()`, ...toAdded({ ...noCounts, ...counts }), ...toColumns(change) })
    .where('id', '=', id)
    .execute()
}

export const noCounts: ReplayCounts = { selected: 0, replayed: 0, skipped: 0, failed: 0 }

const toAdded = ({ selected, replayed, skipped, failed }: ReplayCounts) => ({
  selected: sql<string>`selected + ${selected}`,
  replayed: sql<string>`replayed + ${replayed}`,
  skipped: sql<string>`skipped + ${skipped}`,
  failed: sql<string>`failed + ${failed}`,
})

const toColumns = ({ state, phase, position }: ReplayChange) => ({
  ...(state !== undefined && { state }),
  ...((state === 'completed' || state === 'cancelled') && { ended_at: sql<Date>`now()` }),
  ...(phase !== undefined && { phase }),
  ...(position !== undefined && { position: position && JSON.stringify(position) }),
})

/** Whose reach a replay has; undefined when there is no such replay. For the engine, which acts for all accounts. */
export async function findReplayReach(db: Database, id: string): Promise<Reach | undefined> {
  return db.query
    .selectFrom('replays')
    .select(['account_id as accountId', 'environment', 'project_id as project'])
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Running ones that nothing has been done for in a minute: their workflow was never started, or is lost. */
export async function findStalledReplays(db: Database): Promise<{ id: string; account: string }[]> {
  return db.query
    .selectFrom('replays')
    .select(['id', 'account_id as account'])
    .where('state', '=', 'running')
    .where('updated_at', '<', sql<Date>`now() - interval '1 minute'`)
    .limit(100)
    .execute()
}
