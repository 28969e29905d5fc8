import { type Kysely, type Selectable, sql } from 'kysely'
import type { ProjectStatus } from '../domain/project-status.js'
import { type Page, readCursor, toPage } from './page.js'
import { accountsWithin, isInProject, isWithin, type Reach } from './reach.js'
import type { ProjectsTable } from './project-tables.js'
import type { Schema } from './schema.js'

export interface ProjectRecord {
  readonly id: string
  readonly account: string
  readonly name: string
  readonly environment: 'test' | 'live'
  readonly status: ProjectStatus
  readonly version: number
  readonly createdAt: string
  readonly updatedAt: string
}

const toProject = (row: Selectable<ProjectsTable>): ProjectRecord => ({
  id: row.id,
  account: row.account_id,
  name: row.name,
  environment: row.environment,
  status: row.status,
  version: row.version,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
})

/** What there is in the caller's environment. */
const current = (query: Kysely<Schema>, reach: Reach) =>
  query
    .selectFrom('projects as p')
    .selectAll('p')
    .where('p.deleted_at', 'is', null)
    .where('p.environment', '=', reach.environment)
    .where(isInProject('p.id', reach))

/** Undefined when there is none within reach. */
export async function findProject(query: Kysely<Schema>, id: string, reach: Reach): Promise<ProjectRecord | undefined> {
  const row = await current(query, reach).where('p.id', '=', id).where(isWithin('p.account_id', reach.accountId)).executeTakeFirst()
  return row && toProject(row)
}

/** The same, locked until the transaction ends. */
export async function lockProject(tx: Kysely<Schema>, id: string, reach: Reach): Promise<ProjectRecord | undefined> {
  const within = current(tx, reach).where('p.id', '=', id).where(isWithin('p.account_id', reach.accountId))
  const row = await within.forUpdate('p').executeTakeFirst()
  return row && toProject(row)
}

export type NewProject = Pick<ProjectRecord, 'id' | 'account' | 'name' | 'environment'>

export async function insertProject(tx: Kysely<Schema>, { id, account, name, environment }: NewProject): Promise<void> {
  await tx.insertInto('projects').values({ id, account_id: account, name, environment }).execute()
}

/** Writes a change of a locked project. */
export async function changeProject(
  tx: Kysely<Schema>,
  { id, account }: ProjectRecord,
  change: { readonly name?: string | undefined; readonly status?: ProjectStatus },
): Promise<void> {
  await tx
    .updateTable('projects')
    .set({
      version: sql`version + 1`,
      updated_at: sql`now()`,
      ...(change.name !== undefined && { name: change.name }),
      ...(change.status && { status: change.status }),
    })
    .where('id', '=', id)
    .where('account_id', '=', account)
    .execute()
}

/** Ends a locked project. Its row stays. */
export async function deleteProject(tx: Kysely<Schema>, { id, account }: ProjectRecord): Promise<void> {
  await tx
    .updateTable('projects')
    .set({ version: sql`version + 1`, updated_at: sql`now()`, deleted_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where('account_id', '=', account)
    .execute()
}

export interface ProjectFilter {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly account?: string | undefined
  readonly status?: ProjectStatus | undefined
}

/** Newest first; undefined when the cursor is not one of this list. */
export async function listProjects(
  query: Kysely<Schema>,
  { limit, cursor, account, status }: ProjectFilter,
  reach: Reach,
): Promise<Page<ProjectRecord> | undefined> {
  const position = cursor === undefined ? [] : readCursor(cursor, [/^prj_\w{1,60}$/])
  if (!position) return undefined
  const [before] = position
  const rows = await current(query, reach)
    .where('p.account_id', 'in', sql<string>`${accountsWithin(reach, account)}`)
    .$if(status !== undefined, (list) => list.where('p.status', '=', status ?? 'testing'))
    .$if(before !== undefined, (list) => list.where('p.id', '<', before ?? ''))
    .orderBy('p.id', 'desc')
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, { toItem: toProject, positionOf: ({ id }) => [id] })
}

/**
 * What a project has shown so far: an active attachment whose subscription is active, and a delivered notification of a test
 * event, which is one of the environment test or marked `test`.
 */
export async function readEvidence(tx: Kysely<Schema>, id: string): Promise<{ activeEndpoint: boolean; deliveredTest: boolean }> {
  const { rows } = await sql<{ activeEndpoint: boolean; deliveredTest: boolean }>`
    select
      exists (select from attachments a join subscriptions s on s.attachment_id = a.id
        where a.project_id = ${id} and a.state = 'active' and s.state = 'active') as "activeEndpoint",
      exists (select from attachments a join subscriptions s on s.attachment_id = a.id join notifications n on n.subscription_id = s.id
        join events e on e.account_id = coalesce(n.event_account_id, n.account_id) and e.id = n.event_id
        where a.project_id = ${id} and n.state = 'delivered' and (e.test or e.environment = 'test')) as "deliveredTest"`.execute(tx)
  return rows[0] ?? { activeEndpoint: false, deliveredTest: false }
}
