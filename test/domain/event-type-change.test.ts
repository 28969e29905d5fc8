import { describe, expect, it } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { decideTypeChange, isSame } from '../../src/domain/event-type-change.js'

type Schema = Record<string, unknown>

const dedupeKey = { pointers: ['/id'], words: 'The event id.' }
const decide = (before: unknown, after: unknown) =>
  decideTypeChange({ schema: before, dataType: 'object', dedupeKey }, { schema: after, dataType: 'object', dedupeKey })
const reasons = (before: unknown, after: unknown) => {
  const change = decide(before, after)
  return change.kind === 'compatible' ? [] : change.reasons.map(({ pointer, detail }) => `${pointer} ${detail}`)
}

const text = { type: 'string' }
const order: Schema = { type: 'object', required: ['id'], properties: { id: text, note: { type: 'string', maxLength: 10 } } }
const withOrder = (members: Schema) => ({ ...order, ...members })

describe('decideTypeChange', () => {
  it.each([
    ['nothing', order],
    ['another optional member', withOrder({ properties: { ...(order['properties'] as Schema), at: text } })],
    ['words for people', withOrder({ title: 'Order', description: 'What a shop has sold' })],
    ['another order of members', Object.fromEntries(Object.entries(order).reverse())],
    ['a definition that waits for its use', withOrder({ $defs: { money: { type: 'object' } } })],
    ['required members in another order', order],
  ])('%s is compatible', (_, after) => {
    expect(decide(order, after)).toEqual({ kind: 'compatible' })
  })

  it('a definition that nothing uses may go', () => {
    expect(decide(withOrder({ $defs: { money: { type: 'object' } } }), withOrder({ $defs: {} }))).toEqual({ kind: 'compatible' })
  })

  it.each([
    ['a member is gone', withOrder({ properties: { id: text } }), '/schema/properties/note was removed'],
    [
      'a member has another type',
      withOrder({ properties: { id: { type: 'integer' }, note: { type: 'string', maxLength: 10 } } }),
      '/schema/properties/id/type was changed',
    ],
    [
      'a limit is tighter',
      withOrder({ properties: { id: text, note: { type: 'string', maxLength: 9 } } }),
      '/schema/properties/note/maxLength was changed',
    ],
    ['a limit is gone', withOrder({ properties: { id: text, note: text } }), '/schema/properties/note/maxLength was removed'],
    [
      'a limit is new',
      withOrder({ properties: { id: { type: 'string', minLength: 1 }, note: { type: 'string', maxLength: 10 } } }),
      '/schema/properties/id/minLength was added',
    ],
    ['a member is required', withOrder({ required: ['id', 'note'] }), '/schema/required now asks for note'],
    ['a member is required no longer', withOrder({ required: [] }), '/schema/required asks no longer for id'],
    ['the object is closed', withOrder({ additionalProperties: false }), '/schema/additionalProperties was added'],
    ['there is a choice', withOrder({ anyOf: [{ required: ['id'] }] }), '/schema/anyOf was added'],
  ])('is not when %s', (_, after, expected) => {
    expect(reasons(order, after)).toEqual([expected])
  })

  it('an object that was closed stays as it is: receivers may check what they get', () => {
    const closed = withOrder({ additionalProperties: false })
    expect(reasons(closed, { ...closed, properties: { ...(order['properties'] as Schema), at: text } })).toEqual([
      '/schema/properties/at was added to an object that had been closed',
    ])
  })

  it('looks into items and definitions', () => {
    const list = (sku: Schema, line: Schema) => ({ properties: { lines: { type: 'array', items: sku } }, $defs: { line } })
    expect(reasons(list(text, text), list(text, text))).toEqual([])
    expect(reasons(list(text, text), list({ type: 'integer' }, { type: 'integer' }))).toEqual([
      '/schema/properties/lines/items/type was changed',
      '/schema/$defs/line/type was changed',
    ])
  })

  it('the data marker and the dedupe key are promises as well (S2-16, S4-8)', () => {
    const before = { schema: order, dataType: 'object', dedupeKey }
    const after = { schema: order, dataType: 'transaction', dedupeKey: { ...dedupeKey, pointers: ['/data/object/id'] } }
    expect(decideTypeChange(before, after)).toMatchObject({
      kind: 'incompatible',
      reasons: [{ pointer: '/dataType' }, { pointer: '/dedupeKey' }],
    })
  })
})

const objectOf = (properties: Schema): Schema => ({ type: 'object', properties, required: [] })
const names = ['a', 'b', 'c']
const aScalar = fc.constantFrom<Schema>(
  { type: 'string' },
  { type: 'string', maxLength: 2 },
  { type: 'integer' },
  { type: 'integer', minimum: 3 },
  { type: 'boolean' },
  { enum: ['x', 1] },
)
const { schema: aSchema } = fc.letrec<{ schema: Schema; object: Schema }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    aScalar,
    tie('object'),
    tie('schema').map((items) => ({ type: 'array', items })),
  ),
  object: fc
    .record({
      properties: fc.dictionary(fc.constantFrom(...names), tie('schema')),
      closed: fc.boolean(),
      asked: fc.subarray(names),
    })
    .map(({ properties, closed, asked }) => ({
      type: 'object',
      properties,
      required: asked.filter((name) => name in properties),
      ...(closed && { additionalProperties: false }),
    })),
}))
const { data: someData } = fc.letrec<{ data: unknown }>((tie) => ({
  data: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<unknown>('x', 'long text', 1, 3, true, null),
    fc.dictionary(fc.constantFrom(...names), tie('data')),
    fc.array(tie('data'), { maxLength: 2 }),
  ),
}))
const ajv = new Ajv2020({ strict: false })
const accepts = (schema: Schema, data: unknown) => ajv.compile(schema)(data)

/** The schema with an optional member in every open object. */
function withAddition(schema: Schema): Schema {
  const properties = schema['properties'] as Record<string, Schema> | undefined
  if (properties === undefined) return 'items' in schema ? { ...schema, items: withAddition(schema['items'] as Schema) } : schema
  const inside = Object.fromEntries(Object.entries(properties).map(([name, member]) => [name, withAddition(member)]))
  return { ...schema, properties: schema['additionalProperties'] === false ? inside : { ...inside, added: text } }
}

/** The schema without members beyond those it names. */
function closed(schema: Schema): Schema {
  const properties = schema['properties'] as Record<string, Schema> | undefined
  if (properties === undefined) return 'items' in schema ? { ...schema, items: closed(schema['items'] as Schema) } : schema
  const inside = Object.entries(properties).map(([name, member]) => [name, closed(member)])
  return { ...schema, properties: Object.fromEntries(inside) as Schema, additionalProperties: false }
}

/** The schema with another one in the place that is reached when nothing is left to count; it may have fewer places. */
function withAnother(schema: Schema, other: Schema, counter: { left: number }): Schema {
  if (counter.left-- === 0) return other
  const properties = schema['properties'] as Record<string, Schema> | undefined
  if (properties === undefined)
    return 'items' in schema ? { ...schema, items: withAnother(schema['items'] as Schema, other, counter) } : schema
  const inside = Object.entries(properties).map(([name, member]) => [name, withAnother(member, other, counter)])
  return { ...schema, properties: Object.fromEntries(inside) as Schema }
}

describe('whatever the schemas, decideTypeChange', () => {
  it('calls no two schemas compatible of which one refuses what the other accepts and names', () => {
    fc.assert(
      fc.property(aSchema, fc.tuple(aSchema, fc.nat({ max: 5 })), someData, (schema, [other, left], data) => {
        const after = withAddition(withAnother(schema, other, { left }))
        if (decide(schema, after).kind === 'incompatible') return true
        // a member that was not named before could have been anything: it is a new one
        return accepts(after, data) ? accepts(schema, data) : !accepts(closed(schema), data)
      }),
      { numRuns: 2_000, examples: [[objectOf({}), [objectOf({ a: { type: 'boolean' } }), 0], { a: 'x' }]] },
    )
  })

  it('finds additions to open objects compatible, and not that they are taken back', () => {
    fc.assert(
      fc.property(aSchema, (schema) => {
        const grown = withAddition(schema)
        const back = isSame(schema, grown) ? 'compatible' : 'incompatible'
        return decide(schema, grown).kind === 'compatible' && decide(grown, schema).kind === back
      }),
    )
  })

  it('finds a schema compatible with itself', () => {
    fc.assert(fc.property(aSchema, (schema) => decide(schema, structuredClone(schema)).kind === 'compatible'))
  })
})
