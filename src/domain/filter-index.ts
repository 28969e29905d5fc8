import { compileFilter, compilePointer, type Filter, type Scalar, type Test } from './filter.js'

interface Filtered {
  readonly filter: Filter | null
}

interface Entry<Item> {
  readonly item: Item
  readonly test: Test
}

/** The items that ask for a value at one place, by that value. */
interface Place<Item> {
  readonly read: (data: unknown) => unknown
  readonly byValue: Map<unknown, Entry<Item>[]>
}

/**
 * Finds the items whose filter lets an event's data through. Those that ask for a certain value somewhere are looked up by
 * the value that is there: thousands of them cost what the few cost that ask for this one. The others are tried in turn.
 */
export function createFilterIndex<Item extends Filtered>(items: readonly Item[]): (data: unknown) => readonly Item[] {
  const open = items.filter(({ filter }) => filter === null)
  if (open.length === items.length) return () => items
  const places = new Map<string, Place<Item>>()
  const others: Entry<Item>[] = []
  for (const item of items) {
    if (item.filter === null) continue
    const entry = { item, test: compileFilter(item.filter) }
    const asked = valuesAskedFor(item.filter)
    if (asked) addTo(places, asked, entry)
    else others.push(entry)
  }
  return (data) => {
    const candidates = [...places.values()].flatMap(({ read, byValue }) => byValue.get(read(data)) ?? [])
    return [...open, ...[...candidates, ...others].filter(({ test }) => test(data)).map(({ item }) => item)]
  }
}

interface Asked {
  readonly path: string
  readonly values: readonly Scalar[]
}

/** A place and the values of which one must be there for the filter to let anything through. */
function valuesAskedFor({ all, path, equals, in: values }: Filter): Asked | undefined {
  if (all) return all.map(valuesAskedFor).find((asked) => asked !== undefined)
  const asked = equals === undefined ? values : [equals]
  return path !== undefined && asked ? { path, values: asked } : undefined
}

function addTo<Item>(places: Map<string, Place<Item>>, { path, values }: Asked, entry: Entry<Item>): void {
  const place = places.get(path) ?? { read: compilePointer(path), byValue: new Map<unknown, Entry<Item>[]>() }
  places.set(path, place)
  for (const value of new Set(values)) {
    const entries = place.byValue.get(value)
    if (entries) entries.push(entry)
    else place.byValue.set(value, [entry])
  }
}
