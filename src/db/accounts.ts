import { type Kysely, type Selectable, sql } from 'kysely'
import type { AccountKind } from '../domain/account-tree.js'
import { type Page, readCursor, toPage } from './page.js'
import { accountsWithin, isWithin, type Reach } from './reach.js'
import type { AccountsTable, Schema } from './schema.js'
import { sqlConstraint } from './statement.js'

/** One node of the hierarchy. `parent` is null for the topmost that the caller reaches. */
export interface AccountRecord {
  readonly id: string
  readonly parent: string | null
  readonly kind: AccountKind
  readonly name: string
  readonly version: number
  readonly createdAt: string
  readonly updatedAt: string
}

type Row = Selectable<AccountsTable>

const toAccount =
  ({ accountId }: Pick<Reach, 'accountId'>) =>
  (row: Row): AccountRecord => ({
    id: row.id,
    parent: row.id === accountId ? null : row.parent_id,
    kind: row.kind,
    name: row.name,
    version: row.version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  })

/** Whether the account exists and is `ancestor` or below it. */
export async function isAccountWithin(
  query: Kysely<Schema>,
  { accountId, ancestor }: { accountId: string; ancestor: string },
): Promise<boolean> {
  const row = await query
    .selectFrom('accounts')
    .select('id')
    .where('id', '=', accountId)
    .where(isWithin('accounts.id', ancestor))
    .executeTakeFirst()
  return row !== undefined
}

/** Those of the ids that are no account at or below `ancestor`. */
export async function accountsOutside(
  query: Kysely<Schema>,
  { ids, ancestor }: { ids: readonly string[]; ancestor: string },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select asked.id from unnest(${ids}::text[]) asked (id)
    where not exists (select from accounts a where a.id = asked.id and ${isWithin('a.id', ancestor)})`.execute(query)
  return rows.map(({ id }) => id)
}

/** Undefined when there is none within reach. */
export async function findAccount(query: Kysely<Schema>, id: string, reach: Reach): Promise<AccountRecord | undefined> {
  const row = await within(query, reach).where('a.id', '=', id).executeTakeFirst()
  return row && toAccount(reach)(row)
}

/** Lets one move at a time change the tree; to be asked for before any row is locked, or two moves wait for each other. */
export async function lockTree(tx: Kysely<Schema>): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('posthorn account_paths'))`.execute(tx)
}

/** The same as `findAccount`, locked until the transaction ends. */
export async function lockAccount(tx: Kysely<Schema>, id: string, reach: Reach): Promise<AccountRecord | undefined> {
  const row = await within(tx, reach).where('a.id', '=', id).forUpdate('a').executeTakeFirst()
  return row && toAccount(reach)(row)
}

const within = (query: Kysely<Schema>, { accountId }: Reach) =>
  query.selectFrom('accounts as a').selectAll('a').where(isWithin('a.id', accountId))

export interface NewAccount {
  readonly id: string
  readonly parent: string
  readonly kind: AccountKind
  readonly name: string
}

export async function insertAccount(tx: Kysely<Schema>, { id, parent, kind, name }: NewAccount): Promise<void> {
  await tx.insertInto('accounts').values({ id, parent_id: parent, kind, name }).execute()
}

/** What is left out stays. */
export interface AccountChange {
  readonly name?: string | undefined
  readonly parent?: string | undefined
}

/**
 * Renames or moves a locked account. A move raises its matching epoch: every publish to it or below that was matched
 * along the old path is matched anew. `cycle` when the new parent is the account itself or below it.
 */
export async function changeAccount(tx: Kysely<Schema>, id: string, { name, parent }: AccountChange): Promise<'changed' | 'cycle'> {
  try {
    await tx
      .updateTable('accounts')
      .set({
        version: sql`version + 1`,
        updated_at: sql`now()`,
        ...(name !== undefined && { name }),
        ...(parent !== undefined && { parent_id: parent, matching_epoch: sql`matching_epoch + 1` }),
      })
      .where('id', '=', id)
      .execute()
    return 'changed'
  } catch (error) {
    if (sqlConstraint(error) === 'accounts_no_cycle') return 'cycle'
    throw error
  }
}

export interface AccountFilter {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly parent?: string | undefined
  readonly kind?: AccountKind | undefined
}

/** Those within reach, newest first, or the children of one; undefined when the cursor is not one of this list. */
export async function listAccounts(
  query: Kysely<Schema>,
  { limit, cursor, parent, kind }: AccountFilter,
  reach: Reach,
): Promise<Page<AccountRecord> | undefined> {
  const position = cursor === undefined ? [] : readCursor(cursor, [/^acc_\w{1,60}$/])
  if (!position) return undefined
  const [before] = position
  const rows = await query
    .selectFrom('accounts as a')
    .selectAll('a')
    .where('a.id', 'in', sql<string>`${accountsWithin(reach, parent)}`)
    .$if(parent !== undefined, (list) => list.where('a.parent_id', '=', parent ?? ''))
    .$if(kind !== undefined, (list) => list.where('a.kind', '=', kind ?? 'merchant'))
    .$if(before !== undefined, (list) => list.where('a.id', '<', before ?? ''))
    .orderBy('a.id', 'desc')
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, { toItem: toAccount(reach), positionOf: ({ id }) => [id] })
}

/**
 * Makes every publish that was matched against the subscriptions of the account, or for an account below it, match again;
 * belongs in the transaction of the change. A move raises the account that moves: it is on the path of everything that moves with it.
 */
export async function raiseMatchingEpoch(query: Kysely<Schema>, accountId: string): Promise<void> {
  await query
    .updateTable('accounts')
    .set({ matching_epoch: sql`matching_epoch + 1` })
    .where('id', '=', accountId)
    .execute()
}
