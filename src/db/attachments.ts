import { type Kysely, type Selectable, sql } from 'kysely'
import { type Page, readCursor, toPage } from './page.js'
import { isInProject, isWithin, type Reach } from './reach.js'
import type { AttachmentsTable } from './project-tables.js'
import type { Schema } from './schema.js'
import { sqlConstraint } from './statement.js'

export type AttachmentState = 'created' | 'active' | 'detached'

/** A product that was added to a project. */
export interface AttachmentRecord {
  readonly id: string
  readonly account: string
  readonly project: string
  readonly product: string
  readonly state: AttachmentState
  /** Its webhook. */
  readonly subscription: string | null
  readonly version: number
  readonly createdAt: string
  readonly updatedAt: string
}

const toAttachment = (row: Selectable<AttachmentsTable> & { subscription: string | null }): AttachmentRecord => ({
  id: row.id,
  account: row.account_id,
  project: row.project_id,
  product: row.product_id,
  state: row.state,
  subscription: row.subscription,
  version: row.version,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
})

/** Those of projects that are within reach. */
const current = (query: Kysely<Schema>, reach: Reach) =>
  query
    .selectFrom('attachments as a')
    .innerJoin('projects as p', 'p.id', 'a.project_id')
    .selectAll('a')
    .select(sql<string | null>`(select s.id from subscriptions s where s.attachment_id = a.id and s.state <> 'deleted')`.as('subscription'))
    .where('p.environment', '=', reach.environment)
    .where(isWithin('a.account_id', reach.accountId))
    .where(isInProject('a.project_id', reach))

/** Undefined when there is none within reach. */
export async function findAttachment(query: Kysely<Schema>, id: string, reach: Reach): Promise<AttachmentRecord | undefined> {
  const row = await current(query, reach).where('a.id', '=', id).executeTakeFirst()
  return row && toAttachment(row)
}

/** The same, locked until the transaction ends. */
export async function lockAttachment(tx: Kysely<Schema>, id: string, reach: Reach): Promise<AttachmentRecord | undefined> {
  // two statements: what was committed while we waited for the lock, such as its webhook, is seen by the second alone
  const locked = await tx.selectFrom('attachments').select('id').where('id', '=', id).forUpdate().executeTakeFirst()
  return locked && findAttachment(tx, id, reach)
}

/** Those of a project that are not detached, locked until the transaction ends. */
export async function lockAttachmentsOf(tx: Kysely<Schema>, project: string, reach: Reach): Promise<AttachmentRecord[]> {
  const attached = current(tx, reach).where('a.project_id', '=', project).where('a.state', '<>', 'detached')
  await tx.selectFrom('attachments').select('id').where('project_id', '=', project).orderBy('id').forUpdate().execute()
  return (await attached.orderBy('a.id').execute()).map(toAttachment)
}

export type NewAttachment = Pick<AttachmentRecord, 'id' | 'account' | 'project' | 'product'>

/** `there` when the product is attached to the project already. */
export async function insertAttachment(tx: Kysely<Schema>, { id, account, project, product }: NewAttachment): Promise<'made' | 'there'> {
  try {
    await tx.insertInto('attachments').values({ id, account_id: account, project_id: project, product_id: product }).execute()
    return 'made'
  } catch (error) {
    if (sqlConstraint(error) === 'attachments_once') return 'there'
    throw error
  }
}

/** Moves a locked attachment to another state. */
export async function changeAttachment(tx: Kysely<Schema>, { id, account }: AttachmentRecord, state: AttachmentState): Promise<void> {
  await tx
    .updateTable('attachments')
    .set({ state, version: sql`version + 1`, updated_at: sql`now()` })
    .where('id', '=', id)
    .where('account_id', '=', account)
    .execute()
}

export interface AttachmentFilter {
  readonly project: string
  readonly limit: number
  readonly cursor?: string | undefined
  readonly state?: AttachmentState | undefined
}

/** Newest first; undefined when the cursor is not one of this list. */
export async function listAttachments(
  query: Kysely<Schema>,
  { project, limit, cursor, state }: AttachmentFilter,
  reach: Reach,
): Promise<Page<AttachmentRecord> | undefined> {
  const position = cursor === undefined ? [] : readCursor(cursor, [/^att_\w{1,60}$/])
  if (!position) return undefined
  const [before] = position
  const rows = await current(query, reach)
    .where('a.project_id', '=', project)
    .$if(state !== undefined, (list) => list.where('a.state', '=', state ?? 'created'))
    .$if(before !== undefined, (list) => list.where('a.id', '<', before ?? ''))
    .orderBy('a.id', 'desc')
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, { toItem: toAttachment, positionOf: ({ id }) => [id] })
}
