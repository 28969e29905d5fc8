import { isMembers, type SchemaProblem } from './data-schema.js'
import { toPointer } from './json-limits.js'

/** What publishers and receivers of a type rely on. */
export interface TypeContract {
  readonly schema: unknown
  readonly dataType: string
  readonly dedupeKey: unknown
}

export type TypeChange = { readonly kind: 'compatible' } | { readonly kind: 'incompatible'; readonly reasons: readonly SchemaProblem[] }

/**
 * Whether a type may change within its version: what could be published can still be, and receivers need not know.
 * Only additions are: optional members of open objects, definitions, and words for people. Pointers lead into the type.
 */
export function decideTypeChange(before: TypeContract, after: TypeContract): TypeChange {
  const reasons = [
    ...differenceOf(before.dataType, after.dataType, ['dataType']),
    ...differenceOf(before.dedupeKey, after.dedupeKey, ['dedupeKey']),
    ...changesOf(before.schema, after.schema, ['schema']),
  ]
  return reasons.length === 0 ? { kind: 'compatible' } : { kind: 'incompatible', reasons }
}

type Path = readonly (string | number)[]
type Members = Readonly<Record<string, unknown>>
type Compare = (before: unknown, after: unknown, at: Path) => SchemaProblem[]

const reason = (at: Path, detail: string): SchemaProblem[] => [{ pointer: toPointer(at), detail }]

const changesOf: Compare = (before, after, at) => {
  if (!isMembers(before) || !isMembers(after)) return differenceOf(before, after, at)
  const keywords = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return [
    ...keywords.flatMap((keyword) => (comparisons[keyword] ?? differenceOf)(before[keyword], after[keyword], [...at, keyword])),
    ...additionsToClosed(before, after, at),
  ]
}

const differenceOf: Compare = (before, after, at) => {
  if (isSame(before, after)) return []
  return reason(at, before === undefined ? 'was added' : after === undefined ? 'was removed' : 'was changed')
}

const membersOf = (value: unknown): Members => (isMembers(value) ? value : {})

const changesOfProperties: Compare = (before, after, at) =>
  Object.entries(membersOf(before)).flatMap(([name, schema]) =>
    Object.hasOwn(membersOf(after), name) ? changesOf(schema, membersOf(after)[name], [...at, name]) : reason([...at, name], 'was removed'),
  )

/** A definition that is gone is used no longer, else the schema could not be used. */
const changesOfDefinitions: Compare = (before, after, at) =>
  Object.entries(membersOf(before)).flatMap(([name, schema]) =>
    Object.hasOwn(membersOf(after), name) ? changesOf(schema, membersOf(after)[name], [...at, name]) : [],
  )

const changesOfRequired: Compare = (before, after, at) => {
  const [old, now] = [before, after].map((names) => new Set((names ?? []) as string[])) as [Set<string>, Set<string>]
  return [
    ...[...now].filter((name) => !old.has(name)).flatMap((name) => reason(at, `now asks for ${name}`)),
    ...[...old].filter((name) => !now.has(name)).flatMap((name) => reason(at, `asks no longer for ${name}`)),
  ]
}

/** Receivers that check what they get would refuse a new member. */
function additionsToClosed(before: Members, after: Members, at: Path): SchemaProblem[] {
  const { additionalProperties = true } = before
  if (additionalProperties === true) return []
  const known = membersOf(before['properties'])
  const added = Object.keys(membersOf(after['properties'])).filter((name) => !Object.hasOwn(known, name))
  return added.flatMap((name) => reason([...at, 'properties', name], 'was added to an object that had been closed'))
}

const forPeople: Compare = () => []

const comparisons: Readonly<Record<string, Compare | undefined>> = {
  ...Object.fromEntries(
    ['$schema', '$comment', 'title', 'description', 'default', 'examples', 'deprecated'].map((word) => [word, forPeople]),
  ),
  properties: changesOfProperties,
  $defs: changesOfDefinitions,
  required: changesOfRequired,
  items: changesOf,
  additionalProperties: changesOf,
}

/** Whether two values are the same JSON, whatever the order of their members. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, index) => isSame(item, b[index]))
  if (!isMembers(a) || !isMembers(b)) return a === b
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && isSame(a[name], b[name]))
}
