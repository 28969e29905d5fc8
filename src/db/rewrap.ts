import { type Kysely, sql } from 'kysely'
import { keyIdOf, type Sealer, sealedUnder } from '../crypto/seal.js'
import type { Schema } from './schema.js'
import { nameOfColumn, type SealedColumn, sealedColumns } from './sealed-columns.js'

/** What became of the values of a column that were not under the newest key. */
export interface Rewrapped {
  readonly column: string
  readonly rewrapped: number
  /** Sealed under a key that is not there, or damaged: left as they are. */
  readonly unreadable: number
}

export interface RewrapDeps {
  readonly db: Kysely<Schema>
  readonly sealer: Sealer
  /** The id of the newest key. */
  readonly newest: Buffer
}

const batchSize = 100

/**
 * Puts every sealed value under the newest key, a hundred in a transaction. What is done is in the rows: interrupted anywhere, it goes on there
 * when it is started again. A value that changes meanwhile stays as it was changed.
 */
export async function rewrapAll(deps: RewrapDeps): Promise<Rewrapped[]> {
  const done: Rewrapped[] = []
  for (const column of sealedColumns) done.push(await rewrapColumn(deps, column))
  return done
}

async function rewrapColumn(deps: RewrapDeps, column: SealedColumn): Promise<Rewrapped> {
  const counts = { rewrapped: 0, unreadable: 0 }
  for (let after: string | undefined = ''; after !== undefined;) {
    const rows = await loadBatch(deps, column, after)
    const changes = rows.map((row) => ({ ...row, changed: rewrap(deps.sealer, column, row) }))
    const readable = changes.filter((row): row is Change => row.changed !== undefined)
    counts.unreadable += changes.length - readable.length
    counts.rewrapped += await writeBatch(deps, column, readable)
    after = rows.at(-1)?.id
  }
  return { column: nameOfColumn(column), ...counts }
}

interface Row {
  readonly id: string
  readonly account: string
  readonly sealed: Buffer
}

type Change = Row & { readonly changed: Buffer }

function rewrap(sealer: Sealer, { place }: SealedColumn, { account, id, sealed }: Row): Buffer | undefined {
  try {
    return sealer.rewrap(sealed, place(account, id))
  } catch {
    return undefined
  }
}

async function loadBatch({ db, newest }: RewrapDeps, { table, column, key }: SealedColumn, after: string): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select ${sql.ref(key)} as id, account_id as account, ${sql.ref(column)} as sealed from ${sql.table(table)}
    where ${sql.ref(column)} is not null and ${sql.ref(key)} > ${after} and substring(${sql.ref(column)} from 1 for 9) <> ${sealedUnder(newest)}
    order by ${sql.ref(key)} limit ${batchSize}`.execute(db)
  return rows
}

/** Only what is still as it was read. */
async function writeBatch({ db }: RewrapDeps, { table, column, key }: SealedColumn, changes: readonly Change[]): Promise<number> {
  if (changes.length === 0) return 0
  const ids = changes.map(({ id }) => id)
  const before = changes.map(({ sealed }) => sealed)
  const after = changes.map(({ changed }) => changed)
  const { numAffectedRows } = await sql`
    update ${sql.table(table)} t set ${sql.ref(column)} = c.after
    from unnest(${ids}::text[], ${before}::bytea[], ${after}::bytea[]) as c (id, before, after)
    where t.${sql.ref(key)} = c.id and t.${sql.ref(column)} = c.before`.execute(db)
  return Number(numAffectedRows ?? 0n)
}

/** How many values are under which key; `keyId` in hexadecimal. */
export interface SealedCount {
  readonly column: string
  readonly keyId: string
  readonly values: number
  /** In the form that values under the newest key have. */
  readonly current: boolean
}

/** Counts what is sealed, by column and key. */
export async function countSealed({ db, newest }: Omit<RewrapDeps, 'sealer'>): Promise<SealedCount[]> {
  const counts: SealedCount[] = []
  for (const sealed of sealedColumns) {
    const { rows } = await sql<{ head: Buffer; values: string }>`
      select substring(${sql.ref(sealed.column)} from 1 for 9) as head, count(*) as values from ${sql.table(sealed.table)}
      where ${sql.ref(sealed.column)} is not null group by 1 order by 1`.execute(db)
    for (const { head, values } of rows) {
      const current = head.equals(sealedUnder(newest))
      counts.push({ column: nameOfColumn(sealed), keyId: keyIdOf(head).toString('hex'), values: Number(values), current })
    }
  }
  return counts
}
