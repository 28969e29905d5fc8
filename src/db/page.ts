/** A page of a list, newest first; `nextCursor` is null on the last one. */
export interface Page<Item> {
  readonly items: Item[]
  readonly nextCursor: string | null
}

/** Cuts the page out of the rows, of which one more than `limit` was asked for; `positionOf` says where the next page goes on. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  { toItem, positionOf }: { toItem: (row: Row) => Item; positionOf: (row: Row) => readonly string[] },
): Page<Item> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map(toItem), nextCursor: rows.length > limit && last !== undefined ? writeCursor(positionOf(last)) : null }
}

export const writeCursor = (position: readonly string[]): string => Buffer.from(JSON.stringify(position)).toString('base64url')

/** The position in a cursor, each part of the form asked for; undefined when no list of this kind has made it. */
export function readCursor(cursor: string, forms: readonly RegExp[]): string[] | undefined {
  const position = parsePosition(cursor)
  const fits =
    Array.isArray(position) &&
    position.length === forms.length &&
    forms.every((form, i) => typeof position[i] === 'string' && form.test(position[i]))
  return fits ? (position as string[]) : undefined
}

function parsePosition(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    return undefined
  }
}
