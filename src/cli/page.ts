import type { Desk } from './cli.js'
import { type Column, toTable } from './table.js'

interface Page<Row> {
  readonly items: readonly Row[]
  readonly nextCursor: string | null
}

/** A page as a table, with the cursor of the next page below it. `nothing` is said of an empty page. */
export function toPageText<Row>(
  desk: Desk,
  page: Page<Row>,
  { columns, nothing }: { columns: readonly Column<Row>[]; nothing: string },
): string {
  if (page.items.length === 0) return nothing
  const more = page.nextCursor === null ? [] : ['', desk.paint('dim', `More: --cursor ${page.nextCursor}`)]
  return [toTable(columns, page.items, desk.paint), ...more].join('\n')
}
