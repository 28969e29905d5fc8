import type { Paint, Tone } from './paint.js'

export interface Column<Row> {
  readonly title: string
  readonly cell: (row: Row) => string | number | null
  readonly tone?: (row: Row) => Tone | undefined
  readonly align?: 'right'
}

/** One line a row, columns aligned by two spaces, absent values as a dash; lines never end in spaces. */
export function toTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[], paint: Paint): string {
  const cells = rows.map((row) => columns.map((column) => printable(column.cell(row))))
  const widths = columns.map((column, at) => Math.max(column.title.length, ...cells.map((line) => widthOf(line[at] ?? ''))))
  const pad = (text: string, at: number): string => padTo(text, widths[at] ?? 0, columns[at]?.align)
  const head = columns.map((column, at) => paint('dim', pad(column.title.toUpperCase(), at)))
  const body = rows.map((row, line) => columns.map((column, at) => paint(column.tone?.(row), pad(cells[line]?.[at] ?? '', at))))
  return [head, ...body].map((line) => line.join('  ').trimEnd()).join('\n')
}

/** Labels and values one below the other; values that are absent are left out. */
export function toRecord(fields: readonly (readonly [label: string, value: string | number | null])[]): string {
  const present = fields.filter(([, value]) => value !== null && value !== '')
  const width = Math.max(0, ...present.map(([label]) => label.length))
  return present.map(([label, value]) => `${label.padEnd(width)}  ${printable(value)}`).join('\n')
}

/** Receivers choose some of the text we print: no control character of theirs may steer the terminal. */
export function printable(value: string | number | null): string {
  if (value === null || value === '') return '-'
  return String(value).replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '·')
}

const widthOf = (text: string): number => Array.from(text).length

function padTo(text: string, width: number, align: 'right' | undefined): string {
  const gap = ' '.repeat(Math.max(0, width - widthOf(text)))
  return align === 'right' ? gap + text : text + gap
}
