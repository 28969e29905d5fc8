import { toPointer } from './json-limits.js'
import { isLinearPattern } from './linear-pattern.js'

/** What is wrong with a schema, and where in it (a JSON pointer). */
export interface SchemaProblem {
  readonly pointer: string
  readonly detail: string
}

type Path = readonly (string | number)[]
type Members = Readonly<Record<string, unknown>>
type Rule = (value: unknown, at: Path, definitions: Members) => SchemaProblem[]

/** Schemas in a schema, references followed: what a check of one value may cost. */
const mostSchemas = 1_000

const problem = (at: Path, detail: string): SchemaProblem[] => [{ pointer: toPointer(at), detail }]

export const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * What keeps a schema (JSON Schema 2020-12) of somebody else from being used for checking data: keywords beyond the common
 * ones, references that lead elsewhere or in a circle, patterns that can take long. Whether its keywords have values that
 * they may have is not looked at.
 */
export function findSchemaProblems(schema: Members): SchemaProblem[] {
  const definitions = isMembers(schema['$defs']) ? schema['$defs'] : {}
  const problems = [
    ...(schema['type'] === 'object' ? [] : problem(['type'], 'must be "object": data always is one')),
    ...problemsOf(schema, [], definitions),
  ]
  if (problems.length > 0) return problems
  const size = sizeOf(schema, { definitions, sizes: new Map(), open: new Set() })
  if (size === Infinity) return problem(['$defs'], 'refers to itself: a check of it might not end')
  return size > mostSchemas ? problem([], `has more than ${mostSchemas} schemas, references followed`) : []
}

function problemsOf(schema: unknown, at: Path, definitions: Members): SchemaProblem[] {
  if (typeof schema === 'boolean') return []
  if (!isMembers(schema)) return problem(at, 'must be a schema: an object, true or false')
  const inKeywords = Object.entries(schema).flatMap(([keyword, value]) => {
    const rule = Object.hasOwn(rules, keyword) ? rules[keyword] : undefined
    return rule
      ? rule(value, [...at, keyword], definitions)
      : problem([...at, keyword], `cannot be used here; these can: ${Object.keys(rules).join(', ')}`)
  })
  return [...inKeywords, ...uniquenessOf(schema, at)]
}

const anything: Rule = () => []

const eachByName: Rule = (value, at, definitions) =>
  isMembers(value)
    ? Object.entries(value).flatMap(([name, schema]) => [
        ...nameProblem(name, [...at, name]),
        ...problemsOf(schema, [...at, name], definitions),
      ])
    : problem(at, 'must be an object of schemas')

const each: Rule = (value, at, definitions) =>
  Array.isArray(value)
    ? value.flatMap((schema, index) => problemsOf(schema, [...at, index], definitions))
    : problem(at, 'must be a list of schemas')

const reference: Rule = (value, at, definitions) => {
  const name = referred(value)
  return name !== undefined && Object.hasOwn(definitions, name) ? [] : problem(at, 'must be "#/$defs/…" with a name in $defs')
}

const onlyAtTheTop: Rule = (value, at, definitions) =>
  at.length === 1 ? eachByName(value, at, definitions) : problem(at, 'belongs at the top of the schema')

const linear: Rule = (value, at) =>
  typeof value === 'string' && isLinearPattern(value)
    ? []
    : problem(at, 'must be anchored (^…$), without groups and alternatives, with at most one part of open length')

const required: Rule = (value, at) =>
  Array.isArray(value) ? value.flatMap((name, index) => nameProblem(String(name), [...at, index])) : problem(at, 'must be a list of names')

/** Such a name is found in every object, whether it was sent or not. */
const nameProblem = (name: string, at: Path): SchemaProblem[] => (name in {} ? problem(at, 'cannot be the name of a member') : [])

/** Comparing every item with every other takes long unless they are scalars. */
function uniquenessOf({ uniqueItems, items }: Members, at: Path): SchemaProblem[] {
  const scalars = isMembers(items) && ['string', 'integer', 'number', 'boolean'].includes(String(items['type']))
  return uniqueItems === true && !scalars
    ? problem([...at, 'uniqueItems'], 'needs items of the type string, number, integer or boolean')
    : []
}

const annotations = ['$schema', '$comment', 'title', 'description', 'default', 'examples', 'deprecated']
const assertions = [
  ...[
    'type',
    'enum',
    'const',
    'format',
    'minLength',
    'maxLength',
    'minimum',
    'maximum',
    'exclusiveMinimum',
    'exclusiveMaximum',
    'multipleOf',
  ],
  ...['minItems', 'maxItems', 'uniqueItems', 'minProperties', 'maxProperties'],
]

const rules: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries([...annotations, ...assertions].map((keyword) => [keyword, anything])),
  pattern: linear,
  required,
  properties: eachByName,
  additionalProperties: problemsOf,
  items: problemsOf,
  not: problemsOf,
  allOf: each,
  anyOf: each,
  oneOf: each,
  $ref: reference,
  $defs: onlyAtTheTop,
}

const referred = (value: unknown): string | undefined => (typeof value === 'string' ? /^#\/\$defs\/([\w.-]+)$/.exec(value)?.[1] : undefined)

interface Sizing {
  readonly definitions: Members
  readonly sizes: Map<string, number>
  /** Definitions that are being sized: to meet one again is a circle. */
  readonly open: Set<string>
}

function sizeOf(schema: unknown, sizing: Sizing): number {
  if (!isMembers(schema)) return 1
  const parts = ['additionalProperties', 'items', 'not'].flatMap((keyword) => (keyword in schema ? [schema[keyword]] : []))
  const lists = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => (schema[keyword] as unknown[] | undefined) ?? [])
  const members = Object.values((schema['properties'] as Members | undefined) ?? {})
  const inside = [...parts, ...lists, ...members].reduce<number>((sum, part) => sum + sizeOf(part, sizing), 0)
  return 1 + inside + sizeOfReferred(referred(schema['$ref']), sizing)
}

function sizeOfReferred(name: string | undefined, sizing: Sizing): number {
  if (name === undefined) return 0
  if (sizing.open.has(name)) return Infinity
  const known = sizing.sizes.get(name)
  if (known !== undefined) return known
  sizing.open.add(name)
  const size = sizeOf(sizing.definitions[name], sizing)
  sizing.open.delete(name)
  sizing.sizes.set(name, size)
  return size
}
