import { type Kysely, type Selectable, sql } from 'kysely'
import { type Page, readCursor, toPage } from './page.js'
import type { ProductsTable } from './project-tables.js'
import type { Schema } from './schema.js'
import { sqlConstraint } from './statement.js'

/** A product of the platform, the same for every account. */
export interface ProductRecord {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly supportsWebhooks: boolean
  readonly eventTypes: string[]
  readonly version: number
  readonly createdAt: string
  readonly updatedAt: string
}

export type ProductSettings = Pick<ProductRecord, 'name' | 'supportsWebhooks'> & { readonly eventTypes: readonly string[] }

const toProduct = (row: Selectable<ProductsTable>): ProductRecord => ({
  id: row.id,
  code: row.code,
  name: row.name,
  supportsWebhooks: row.supports_webhooks,
  eventTypes: row.event_types,
  version: row.version,
  createdAt: row.created_at.toISOString(),
  updatedAt: row.updated_at.toISOString(),
})

export async function findProduct(query: Kysely<Schema>, id: string): Promise<ProductRecord | undefined> {
  const row = await query.selectFrom('products').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toProduct(row)
}

/** The same, locked until the transaction ends; for keys of the platform alone. */
export async function lockProduct(tx: Kysely<Schema>, id: string): Promise<ProductRecord | undefined> {
  const row = await tx.selectFrom('products').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  return row && toProduct(row)
}

/** `taken` when another product has the code. */
export async function insertProduct(
  tx: Kysely<Schema>,
  { id, code, ...settings }: ProductSettings & { readonly id: string; readonly code: string },
): Promise<'made' | 'taken'> {
  try {
    await tx
      .insertInto('products')
      .values({ id, code, ...toColumns(settings) })
      .execute()
    return 'made'
  } catch (error) {
    if (sqlConstraint(error) === 'products_code') return 'taken'
    throw error
  }
}

export async function changeProduct(tx: Kysely<Schema>, id: string, settings: ProductSettings): Promise<void> {
  await tx
    .updateTable('products')
    .set({ version: sql`version + 1`, updated_at: sql`now()`, ...toColumns(settings) })
    .where('id', '=', id)
    .execute()
}

const toColumns = ({ name, supportsWebhooks, eventTypes }: ProductSettings) => ({
  name,
  supports_webhooks: supportsWebhooks,
  event_types: [...new Set(eventTypes)],
})

/** Newest first; undefined when the cursor is not one of this list. */
export async function listProducts(
  query: Kysely<Schema>,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<ProductRecord> | undefined> {
  const position = cursor === undefined ? [] : readCursor(cursor, [/^prd_\w{1,60}$/])
  if (!position) return undefined
  const [before] = position
  const rows = await query
    .selectFrom('products')
    .selectAll()
    .$if(before !== undefined, (list) => list.where('id', '<', before ?? ''))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, { toItem: toProduct, positionOf: ({ id }) => [id] })
}
