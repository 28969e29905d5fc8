import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { arrayItemSpans, memberSpans, type MemberSpans, type Span } from '../../src/domain/event-span.js'

const aGap = fc.stringMatching(/^[ \t\r\n]{0,3}$/)
const aString = fc
  .oneof(fc.string(), fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', ':', 'é', '\u0000', '💶') }))
  .map((text) => JSON.stringify(text))
const aNumber = fc.constantFrom('0', '-0', '10.50', '9007199254740993', '1e400', '-1.0E+2')
const aScalar = fc.oneof(aString, aNumber, fc.constantFrom('true', 'false', 'null'))

const anObjectOf = (value: fc.Arbitrary<string>) =>
  fc.uniqueArray(fc.tuple(aString, value, aGap, aGap), { selector: ([name]) => name, maxLength: 5 })
const objectText = (members: [string, string, string, string][]) =>
  `{${members.map(([name, value, before, behind]) => `${before}${name}${behind}:${before}${value}${behind}`).join(',')}}`
const anArrayOf = (value: fc.Arbitrary<string>) => fc.array(fc.tuple(value, aGap, aGap), { maxLength: 5 })
const arrayText = (items: [string, string, string][]) => `[${items.map(([value, before, behind]) => before + value + behind).join(',')}]`

/** JSON as other people write it: any spelling, any white space. */
const aValue = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, aScalar, anObjectOf(tie('value')).map(objectText), anArrayOf(tie('value')).map(arrayText)),
})).value

const textOf = (json: string, span: Span | undefined) => json.slice(span?.start, span?.end)
const texts = (json: string, found: MemberSpans) =>
  found.ok ? Object.fromEntries([...found.spans].map(([name, span]) => [name, textOf(json, span)])) : found

describe('memberSpans', () => {
  it('finds data exactly as it was spelled', () => {
    const json = ' {"type" : "payment.settled", "data" :\n{"amount":10.50,"id":9007199254740993,"b":1,"a":2} } '
    expect(texts(json, memberSpans(json))).toEqual({
      type: '"payment.settled"',
      data: '{"amount":10.50,"id":9007199254740993,"b":1,"a":2}',
    })
  })

  it.each(['{}', ' { } '])('finds nothing in %p', (json) => {
    expect(memberSpans(json)).toEqual({ ok: true, spans: new Map() })
  })

  it('is not misled by what looks like structure inside a string', () => {
    const json = '{"a":"}\\",\\"data\\":{","data":"\\\\","b":"\\\\\\""}'
    expect(texts(json, memberSpans(json))).toEqual({ a: '"}\\",\\"data\\":{"', data: '"\\\\"', b: '"\\\\\\""' })
  })

  it('decodes escapes in names', () => {
    const json = '{"d\\u0061ta":1,"\\"":2,"__proto__":3}'
    const found = memberSpans(json)
    expect(found.ok && [...found.spans.keys()]).toEqual(['data', '"', '__proto__'])
  })

  it('finds every value of every object, whatever its spelling', () => {
    fc.assert(
      fc.property(anObjectOf(aValue), aGap, (members, gap) => {
        const json = gap + objectText(members) + gap
        const expected = members.map(([name, value]) => [String(JSON.parse(name)), value])
        for (const found of [memberSpans(json), memberSpans(json, 'skipped')]) {
          expect(found.ok && [...found.spans].map(([name, span]) => [name, textOf(json, span)])).toEqual(expected)
        }
      }),
    )
  })

  it.each(['[]', '1', '"{}"', 'null'])('refuses %s', (json) => {
    expect(memberSpans(json)).toEqual({ ok: false, pointer: '', reason: 'must be an object' })
  })

  it.each([
    ['{"data":1,"data":2}', '/data'],
    ['{"data":1,"d\\u0061ta":2}', '/data'],
    ['{"a/b~c":1,"a/b~c":2}', '/a~1b~0c'],
    ['{"data":{"items":[[],{},{"id":1,"x":{"id":2},"id":3}]}}', '/data/items/2/id'],
  ])('refuses a name that comes twice: %s', (json, pointer) => {
    expect(memberSpans(json)).toEqual({ ok: false, pointer, reason: 'named twice in the same object' })
  })

  it('allows the same name in different objects, and as a value', () => {
    const json = '{"id":"id","a":{"id":["id","id"]},"b":[{"id":1},{"id":2}]}'
    expect(memberSpans(json).ok).toBe(true)
  })

  it('looks at the own members only when told to', () => {
    expect(memberSpans('{"events":[{"id":1,"id":2}]}', 'skipped').ok).toBe(true)
    expect(memberSpans('{"a/b":1,"a/b":2}', 'skipped')).toEqual({ ok: false, pointer: '/a~1b', reason: 'named twice in the same object' })
  })

  it('refuses more than 64 levels', () => {
    const nested = (levels: number) => `{"data":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`
    expect(memberSpans(nested(64)).ok).toBe(true)
    expect(memberSpans(nested(65))).toEqual({ ok: false, pointer: `/data${'/0'.repeat(63)}`, reason: 'nested more than 64 levels deep' })
    expect(memberSpans('{"a":'.repeat(65) + '1' + '}'.repeat(65))).toMatchObject({ ok: false, pointer: '/a'.repeat(64) })
  })

  it('refuses more than 10,000 members of all objects together', () => {
    const withMembers = (count: number) => `{"data":[${Array.from({ length: count - 1 }, (_, i) => `{"k":${i}}`).join(',')}]}`
    expect(memberSpans(withMembers(10_000)).ok).toBe(true)
    expect(memberSpans(withMembers(10_001))).toEqual({ ok: false, pointer: '/data/9999/k', reason: 'more than 10000 members' })
  })

  it.each([
    ['brackets', '['.repeat(125_000) + ']'.repeat(125_000)],
    ['quotes', `"${'\\"'.repeat(125_000)}"`],
    ['backslashes', `"${'\\\\'.repeat(125_000)}"`],
    ['white space', ' '.repeat(250_000) + '1'],
  ])('takes a body of nothing but %s without recursion and in linear time', (_, value) => {
    const json = `{"data":${value}}`
    const started = performance.now()
    memberSpans(json)
    expect(texts(json, memberSpans(json, 'skipped'))).toEqual({ data: value.trim() })
    expect(performance.now() - started).toBeLessThan(1000)
  })

  it('comes to an end even on a text that is not JSON', () => {
    for (const json of ['{', '{"', '{"a', '{"a"', '{"a":', '{"a":[', '{"a":1', '{"a":1,', '{,}', '{"a":"\\"', '{]']) {
      expect(() => [memberSpans(json), memberSpans(json, 'skipped')]).not.toThrow()
    }
  })
})

describe('arrayItemSpans', () => {
  const itemsOf = (json: string) => {
    const found = arrayItemSpans(json, { start: 0, end: json.length })
    return found.ok ? found.spans.map((span) => textOf(json, span)) : found
  }

  it('finds the items of a member', () => {
    const json = '{"events": [ {"a":1} , 2,"x,]" ] }'
    const found = memberSpans(json)
    const items = found.ok ? arrayItemSpans(json, found.spans.get('events')!) : found
    expect(items.ok && (items.spans as Span[]).map((span) => textOf(json, span))).toEqual(['{"a":1}', '2', '"x,]"'])
  })

  it.each(['[]', '[ \n]'])('finds nothing in %p', (json) => {
    expect(itemsOf(json)).toEqual([])
  })

  it('finds every item, whatever its spelling', () => {
    fc.assert(fc.property(anArrayOf(aValue), (items) => expect(itemsOf(arrayText(items))).toEqual(items.map(([value]) => value))))
  })

  it.each(['{}', '"[]"', '1'])('refuses %s', (json) => {
    expect(itemsOf(json)).toEqual({ ok: false, pointer: '', reason: 'must be an array' })
  })
})
