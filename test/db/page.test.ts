import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { readCursor, writeCursor } from '../../src/db/page.js'

const forms = [/^\d{4}-\d\d$/, /^[a-z]{1,3}$/]
const aPosition = fc.tuple(fc.stringMatching(/^\d{4}-\d\d$/), fc.stringMatching(/^[a-z]{1,3}$/))
const anyJson = fc.json().map((text) => Buffer.from(text).toString('base64url'))
const anyCursor = fc.oneof(fc.string({ unit: 'binary' }), fc.base64String(), anyJson)

describe('a cursor', () => {
  it('is read as it was written', () => {
    fc.assert(fc.property(aPosition, (position) => expect(readCursor(writeCursor(position), forms)).toEqual(position)))
  })

  it('of whatever text is refused, or has every part in its form', () => {
    fc.assert(
      fc.property(anyCursor, (text) => {
        const position = readCursor(text, forms)
        if (position) expect(position.map((part, i) => forms[i]?.test(part))).toEqual([true, true])
      }),
      { numRuns: 2_000 },
    )
  })

  it.each([
    ['[]'],
    ['["2026-01"]'],
    ['["2026-01","a","b"]'],
    ['["2026-01",1]'],
    ['{"0":"2026-01","1":"a","length":2}'],
    ['null'],
    ['["2026-01","a\\n"]'],
  ])('with %s is refused', (text) => {
    expect(readCursor(Buffer.from(text).toString('base64url'), forms)).toBeUndefined()
  })
})
