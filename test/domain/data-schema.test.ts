import { describe, expect, it } from '@jest/globals'
import { catalogue } from '../../src/catalogue/catalogue.js'
import { findSchemaProblems } from '../../src/domain/data-schema.js'

const schema = (members: object = {}) => ({ type: 'object', ...members })
const at = (members: object) => findSchemaProblems(schema(members)).map(({ pointer }) => pointer)

/** Each definition uses the next twice: a check of the first would take as many steps as there are numbers of that many bits. */
const doubling = (levels: number) =>
  Object.fromEntries(
    Array.from({ length: levels }, (_, n) => [
      `d${n}`,
      n === levels - 1 ? { type: 'string' } : { allOf: [{ $ref: `#/$defs/d${n + 1}` }, { $ref: `#/$defs/d${n + 1}` }] },
    ]),
  )

describe('findSchemaProblems', () => {
  it('finds nothing in a usual schema', () => {
    const order = schema({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      required: ['object'],
      properties: {
        object: schema({
          required: ['id'],
          properties: { id: { type: 'string', pattern: '^ord_[a-z]+$' }, lines: { type: 'array', items: { $ref: '#/$defs/line' } } },
          additionalProperties: false,
        }),
      },
      $defs: { line: { type: 'object', properties: { sku: { type: 'string', maxLength: 40 } } } },
    })
    expect(findSchemaProblems(order)).toEqual([])
  })

  it('those of the catalogue use nothing else, but for two patterns and a reference of items', () => {
    const pointers = catalogue.flatMap(({ schema: built }) => findSchemaProblems(built).map(({ pointer }) => pointer))
    expect(new Set(pointers)).toEqual(new Set(['/$defs/link/pattern', '/$defs/changedFields/uniqueItems']))
  })

  it.each([
    ['data is always an object', { type: 'array' }, '/type'],
    ['unknown keywords', { properties: { a: { patternProperties: {} } } }, '/properties/a/patternProperties'],
    ['a keyword every object seems to have', { constructor: 1 }, '/constructor'],
    ['what is no schema', { properties: { a: 'string' } }, '/properties/a'],
    ['what is no list of schemas', { anyOf: {} }, '/anyOf'],
    ['what is no object of schemas', { properties: [] }, '/properties'],
    ['what is no list of names', { required: 'a' }, '/required'],
    ['names that every object seems to have', { required: ['toString'] }, '/required/0'],
    ['such names of members', { properties: { constructor: { type: 'string' } } }, '/properties/constructor'],
    ['a reference to elsewhere', { $ref: 'https://example.com/schema.json' }, '/$ref'],
    ['a reference to nothing', { properties: { a: { $ref: '#/$defs/gone' } } }, '/properties/a/$ref'],
    ['definitions further in', { properties: { a: { $defs: {} } } }, '/properties/a/$defs'],
    ['a pattern that can take long', { properties: { a: { type: 'string', pattern: '^(a+)+$' } } }, '/properties/a/pattern'],
    ['unique objects', { properties: { a: { type: 'array', uniqueItems: true, items: { type: 'object' } } } }, '/properties/a/uniqueItems'],
    ['a pointer with a slash', { properties: { 'a/b': 1 } }, '/properties/a~1b'],
  ])('refuses %s', (_, members, pointer) => {
    expect(at(members)).toEqual([pointer])
  })

  it('refuses a circle of references', () => {
    expect(
      at({ properties: { a: { $ref: '#/$defs/node' } }, $defs: { node: { properties: { next: { $ref: '#/$defs/node' } } } } }),
    ).toEqual(['/$defs'])
  })

  it('counts what references multiply', () => {
    expect(at({ $ref: '#/$defs/d0', $defs: doubling(8) })).toEqual([])
    expect(at({ $ref: '#/$defs/d0', $defs: doubling(40) })).toEqual([''])
  })
})
