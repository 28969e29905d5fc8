import type pg from 'pg'
import { type Element, toArrayLiteral } from './array-literal.js'

export type Columns<Row> = readonly ((row: Row) => Element)[]

/** A prepared multi-row statement: one array parameter for each column, in the order of `columns`. */
export interface Statement<Row> {
  readonly name: string
  readonly text: string
  readonly columns: Columns<Row>
}

/** Runs the statement over the rows, column by column (`unnest`), in one transaction with one fsync. */
export async function runOverRows<Row, Result extends pg.QueryResultRow>(
  pool: pg.Pool,
  statement: Statement<Row>,
  rows: readonly Row[],
): Promise<Result[]> {
  const { name, text, columns } = statement
  const result = await pool.query<Result>({ name, text, values: toParameters(columns, rows) })
  return result.rows
}

/** One array parameter for each column. */
export const toParameters = <Row>(columns: Columns<Row>, rows: readonly Row[]): string[] =>
  columns.map((column) => toArrayLiteral(rows.map(column)))

/** SQLSTATE classes of bad data (22, 23): the fault of one row, not of the database or the connection to it. */
export function isDataFault(error: unknown): boolean {
  return /^2[23]/.test(sqlState(error) ?? '')
}

export function sqlState(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined
}

/** The constraint that Postgres says a row would have broken. */
export function sqlConstraint(error: unknown): string | undefined {
  const name = (error as { constraint?: unknown } | undefined)?.constraint
  return typeof name === 'string' ? name : undefined
}
