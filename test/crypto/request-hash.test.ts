import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { requestHash } from '../../src/crypto/request-hash.js'

const someParts = fc.array(fc.option(fc.string({ unit: 'grapheme', maxLength: 4 })), { maxLength: 4 })

describe('requestHash (S4-8)', () => {
  it('is the same for the same parts, 32 bytes', () => {
    expect(requestHash(['payment.settled', null, '{"amount":10.50}'])).toEqual(requestHash(['payment.settled', null, '{"amount":10.50}']))
    expect(requestHash([])).toHaveLength(32)
  })

  it.each([
    [['{"a":1.0}'], ['{"a":1.00}']],
    [
      ['ab', 'c'],
      ['a', 'bc'],
    ],
    [['a', ''], ['a']],
    [[''], [null]],
    [
      ['a', null],
      [null, 'a'],
    ],
    [['é'], ['e\u0301']],
    [['1;x'], ['1', 'x']],
  ])('tells %j from %j', (one, other) => {
    expect(requestHash(one)).not.toEqual(requestHash(other))
  })

  it('tells any two lists of parts apart', () => {
    fc.assert(
      fc.property(someParts, someParts, (one, other) => {
        expect(requestHash(one).equals(requestHash(other))).toBe(JSON.stringify(one) === JSON.stringify(other))
      }),
    )
  })
})
