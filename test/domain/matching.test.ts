import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { matchesType } from '../../src/domain/matching.js'

const aWord = fc.stringMatching(/^[a-z0-9_]{1,8}$/)
const aType = fc.array(aWord, { minLength: 2, maxLength: 4 }).map((words) => words.join('.'))

describe('matchesType (S2-5)', () => {
  it.each([
    ['*', 'payment.settled', true],
    ['payment.settled', 'payment.settled', true],
    ['payment.*', 'payment.settled', true],
    ['mandate.*', 'mandate.action.succeeded', true],
    ['mandate.action.*', 'mandate.action.succeeded', true],
    ['mandate.action.*', 'mandate.action', false],
    ['mandate.action.*', 'mandate.actions.succeeded', false],
    ['payment.*', 'payment_link.opened', false],
    ['payment.*', 'payment', false],
    ['payment.settled', 'payment.settled.late', false],
    ['payment.settled', 'payment.settle', false],
  ])('%s against %s: %p', (pattern, type, expected) => {
    expect(matchesType([pattern], type)).toBe(expected)
  })

  it('needs one pattern of the list', () => {
    expect(matchesType(['refund.*', 'payment.settled'], 'payment.settled')).toBe(true)
    expect(matchesType(['refund.*', 'payment.failed'], 'payment.settled')).toBe(false)
    expect(matchesType([], 'payment.settled')).toBe(false)
  })

  it('is covered by itself, by each of its prefixes and by everything', () => {
    fc.assert(
      fc.property(aType, (type) => {
        const prefixes = type.split('.').map((_, i, words) => [...words.slice(0, i), '*'].join('.'))
        for (const pattern of [type, ...prefixes]) expect(matchesType([pattern], type)).toBe(true)
      }),
    )
  })

  it('is not covered by another type or by the prefix of another', () => {
    fc.assert(
      fc.property(aType, aType, (type, other) => {
        fc.pre(type.split('.')[0] !== other.split('.')[0])
        expect(matchesType([other, `${String(other.split('.')[0])}.*`], type)).toBe(false)
      }),
    )
  })
})
