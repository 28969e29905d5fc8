import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely'
import type { Database } from './connect.js'
import type { Origin } from './events.js'
import { type Page, readCursor, toPage } from './page.js'
import { isWithin, type Reach } from './reach.js'
import type { EventTypesTable, Schema } from './schema.js'

/** What an account says of a type of its own. */
export interface EventTypeDefinition {
  readonly description: string
  readonly domain: string
  readonly product: string
  readonly flow: string
  readonly dataType: 'transaction' | 'object'
  readonly origins: readonly Origin[]
  readonly dedupeKey: { readonly pointers: readonly string[]; readonly words: string }
  readonly schema: Readonly<Record<string, unknown>>
  readonly example: Readonly<Record<string, unknown>>
}

/** One version of a type. */
export interface OwnEventType extends EventTypeDefinition {
  /** Who defined it; null when that is an account above the caller's. */
  readonly account: string | null
  readonly type: string
  readonly version: number
  readonly revision: number
}

type Row = Selectable<EventTypesTable> & { readonly reached: boolean }

const toOwnEventType = (row: Row): OwnEventType => ({
  account: row.reached ? row.account_id : null,
  type: row.type,
  version: row.version,
  revision: row.revision,
  description: row.description,
  domain: row.domain,
  product: row.product,
  flow: row.flow,
  dataType: row.data_type,
  origins: row.origins as Origin[],
  dedupeKey: { pointers: row.dedupe_pointers, words: row.dedupe_words },
  schema: row.schema as OwnEventType['schema'],
  example: row.example as OwnEventType['example'],
})

function toColumns({ description, domain, product, flow, dataType, origins, dedupeKey, schema, example }: EventTypeDefinition) {
  return {
    description,
    domain,
    product,
    flow,
    data_type: dataType,
    origins: [...origins],
    dedupe_pointers: [...dedupeKey.pointers],
    dedupe_words: dedupeKey.words,
    schema: JSON.stringify(schema),
    example: JSON.stringify(example),
  }
}

/** An account and all above it, nearest first by `depth`; those above the caller come from the function that may see them. */
const lineOf = (account: string): RawBuilder<unknown> => sql`(
  select p.ancestor_id as id, p.depth from account_paths p where p.account_id = ${account}
  union all select above.id, 10000 + above.depth from accounts_above() above)`

export interface EventTypeFilter {
  readonly limit: number
  readonly cursor?: string | undefined
  /** Whose types: its own, and those it has from above. */
  readonly account: string
  readonly domain?: string | undefined
  readonly product?: string | undefined
  readonly flow?: string | undefined
}

/** Where a page goes on after a cursor; undefined when the cursor is not one of this list. */
export const afterCursor = (cursor: string | undefined): string | undefined =>
  cursor === undefined ? '' : readCursor(cursor, [/^[a-z0-9_.]{1,128}$/])?.[0]

/** A page of types by name, cut out of rows of which one more than `limit` was asked for. */
export const toEventTypePage = <T extends { readonly type: string }>(rows: readonly T[], limit: number): Page<T> =>
  toPage(rows, limit, { toItem: (row) => row, positionOf: ({ type }) => [type] })

interface ListAsk extends Omit<EventTypeFilter, 'cursor'> {
  readonly after: string
}

/** The newest version of each type that holds for an account, by name, one more than `limit`. Of two accounts that define one, the nearer counts. */
export const ownEventTypesQuery = ({ limit, account, domain, product, flow, after }: ListAsk, reach: Reach): RawBuilder<Row> => sql<Row>`
  select * from (
    select distinct on (t.type) t.*, ${isWithin('t.account_id', reach.accountId)} as reached
    from event_types t join ${lineOf(account)} line on line.id = t.account_id
    where t.type > ${after}
    order by t.type, line.depth, t.version desc) nearest
  where (${domain ?? null}::text is null or domain = ${domain ?? null})
    and (${product ?? null}::text is null or product = ${product ?? null})
    and (${flow ?? null}::text is null or flow = ${flow ?? null})
  order by type limit ${limit + 1}`

export async function listOwnEventTypes(tx: Kysely<Schema>, ask: ListAsk, reach: Reach): Promise<OwnEventType[]> {
  const { rows } = await ownEventTypesQuery(ask, reach).execute(tx)
  return rows.map(toOwnEventType)
}

interface TypeOfAccount {
  readonly account: string
  readonly type: string
}

/** The newest version of a type that holds for an account, or the one that is asked for. */
export async function findOwnEventType(
  tx: Kysely<Schema>,
  { account, type, version }: TypeOfAccount & { readonly version?: number | undefined },
  reach: Reach,
): Promise<OwnEventType | undefined> {
  const { rows } = await sql<Row>`
    select t.*, ${isWithin('t.account_id', reach.accountId)} as reached from event_types t
    where t.type = ${type} and (${version ?? null}::int is null or t.version = ${version ?? null}) and t.account_id = (
      select x.account_id from event_types x join ${lineOf(account)} line on line.id = x.account_id
      where x.type = ${type} order by line.depth limit 1)
    order by t.version desc limit 1`.execute(tx)
  return rows[0] && toOwnEventType(rows[0])
}

/** The newest version of a type that the account itself has defined. */
export async function findDefinedEventType(tx: Kysely<Schema>, { account, type }: TypeOfAccount): Promise<OwnEventType | undefined> {
  const row = await tx
    .selectFrom('event_types')
    .selectAll()
    .where('account_id', '=', account)
    .where('type', '=', type)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && toOwnEventType({ ...row, reached: true })
}

/** How many types the account has defined. */
export async function countEventTypes(tx: Kysely<Schema>, account: string): Promise<number> {
  const { count } = await tx
    .selectFrom('event_types')
    .select((eb) => eb.fn.count<string>('type').distinct().as('count'))
    .where('account_id', '=', account)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** A version that is written. */
export interface DefinedVersion extends EventTypeDefinition, TypeOfAccount {
  readonly version: number
}

export async function insertEventType(tx: Kysely<Schema>, { account, type, version, ...definition }: DefinedVersion): Promise<void> {
  await tx
    .insertInto('event_types')
    .values({ account_id: account, type, version, ...toColumns(definition) })
    .execute()
}

/** The next revision of a version. */
export async function replaceEventType(tx: Kysely<Schema>, { account, type, version, ...definition }: DefinedVersion): Promise<void> {
  await tx
    .updateTable('event_types')
    .set({ ...toColumns(definition), revision: sql`revision + 1`, updated_at: sql`now()` })
    .where('account_id', '=', account)
    .where('type', '=', type)
    .where('version', '=', version)
    .execute()
}

/** All versions. */
export async function deleteEventType(tx: Kysely<Schema>, { account, type }: TypeOfAccount): Promise<void> {
  await tx.deleteFrom('event_types').where('account_id', '=', account).where('type', '=', type).execute()
}

/** A version as publishing knows it: two with the same of all four have the same schema. */
export interface SchemaStamp extends TypeOfAccount {
  readonly version: number
  readonly revision: number
}

/** The schema of a version as it is now, with its revision. On the hot path, which serves all accounts. */
export async function findSchema(
  db: Database,
  { account, type, version }: SchemaStamp,
): Promise<{ readonly revision: number; readonly schema: object } | undefined> {
  const row = await db.query
    .selectFrom('event_types')
    .select(['revision', 'schema'])
    .where('account_id', '=', account)
    .where('type', '=', type)
    .where('version', '=', version)
    .executeTakeFirst()
  return row && { revision: row.revision, schema: row.schema as object }
}
