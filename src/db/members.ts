import { type Kysely, type Selectable, sql } from 'kysely'
import type { ProjectRole } from '../domain/project-roles.js'
import { type Page, readCursor, toPage } from './page.js'
import type { ProjectMembersTable } from './project-tables.js'
import { isInProject, isWithin, type Reach } from './reach.js'
import type { Schema } from './schema.js'
import { sqlConstraint } from './statement.js'

/** Somebody who works on a project. */
export interface MemberRecord {
  readonly id: string
  readonly account: string
  readonly project: string
  readonly person: string
  readonly name: string
  readonly role: ProjectRole
  readonly version: number
  readonly createdAt: string
  readonly updatedAt: string
}

const toMember = (row: Selectable<ProjectMembersTable>): MemberRecord => ({
  id: row.id,
  account: row.account_id,
  project: row.project_id,
  person: row.person,
  name: row.name,
  role: row.role,
  version: row.version,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
})

/** Those of projects of the caller's environment that are there. */
const current = (query: Kysely<Schema>, reach: Reach) =>
  query
    .selectFrom('project_members as m')
    .innerJoin('projects as p', 'p.id', 'm.project_id')
    .selectAll('m')
    .where('p.deleted_at', 'is', null)
    .where('p.environment', '=', reach.environment)
    .where(isWithin('m.account_id', reach.accountId))
    .where(isInProject('m.project_id', reach))

/** Undefined when there is none within reach. */
export async function findMember(query: Kysely<Schema>, id: string, reach: Reach): Promise<MemberRecord | undefined> {
  const row = await current(query, reach).where('m.id', '=', id).executeTakeFirst()
  return row && toMember(row)
}

/** The same, with its project locked until the transaction ends: roles of one project change one after the other. */
export async function lockMember(tx: Kysely<Schema>, id: string, reach: Reach): Promise<MemberRecord | undefined> {
  const found = await findMember(tx, id, reach)
  if (!found) return undefined
  await tx.selectFrom('projects').select('id').where('id', '=', found.project).forUpdate().execute()
  return findMember(tx, id, reach)
}

export type NewMember = Pick<MemberRecord, 'id' | 'account' | 'project' | 'person' | 'name' | 'role'>

/** `there` when the person is a member of the project. */
export async function insertMember(tx: Kysely<Schema>, { account, project, ...member }: NewMember): Promise<'made' | 'there'> {
  try {
    await tx
      .insertInto('project_members')
      .values({ ...member, account_id: account, project_id: project })
      .execute()
    return 'made'
  } catch (error) {
    if (sqlConstraint(error) === 'project_members_once') return 'there'
    throw error
  }
}

/** Writes a change of a locked member. */
export async function changeMember(
  tx: Kysely<Schema>,
  { id, account }: MemberRecord,
  { name, role }: { readonly name?: string | undefined; readonly role?: ProjectRole | undefined },
): Promise<void> {
  await tx
    .updateTable('project_members')
    .set({ version: sql`version + 1`, updated_at: sql`now()`, ...(name !== undefined && { name }), ...(role && { role }) })
    .where('id', '=', id)
    .where('account_id', '=', account)
    .execute()
}

/** Forgets a locked member. */
export async function deleteMember(tx: Kysely<Schema>, { id, account }: MemberRecord): Promise<void> {
  await tx.deleteFrom('project_members').where('id', '=', id).where('account_id', '=', account).execute()
}

/** Forgets who worked on a locked project. */
export async function deleteMembersOf(tx: Kysely<Schema>, { project, account }: { project: string; account: string }): Promise<void> {
  await tx.deleteFrom('project_members').where('project_id', '=', project).where('account_id', '=', account).execute()
}

/** How many administrators a locked project has beside a member. */
export async function countOtherAdministrators(tx: Kysely<Schema>, { id, project }: MemberRecord): Promise<number> {
  const { count } = await tx
    .selectFrom('project_members')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('project_id', '=', project)
    .where('role', '=', 'administrator')
    .where('id', '<>', id)
    .executeTakeFirstOrThrow()
  return count
}

export interface MemberFilter {
  readonly project: string
  readonly limit: number
  readonly cursor?: string | undefined
  readonly role?: ProjectRole | undefined
}

/** Newest first; undefined when the cursor is not one of this list. */
export async function listMembers(
  query: Kysely<Schema>,
  { project, limit, cursor, role }: MemberFilter,
  reach: Reach,
): Promise<Page<MemberRecord> | undefined> {
  const position = cursor === undefined ? [] : readCursor(cursor, [/^mbr_\w{1,60}$/])
  if (!position) return undefined
  const [before] = position
  const rows = await current(query, reach)
    .where('m.project_id', '=', project)
    .$if(role !== undefined, (list) => list.where('m.role', '=', role ?? 'viewer'))
    .$if(before !== undefined, (list) => list.where('m.id', '<', before ?? ''))
    .orderBy('m.id', 'desc')
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, { toItem: toMember, positionOf: ({ id }) => [id] })
}
