import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { isPatternWithin, isRegisteredFor, matchesType, patternsOf, type Registration } from '../../src/domain/matching.js'

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

describe('patternsOf', () => {
  it('names exactly the patterns that cover a type', () => {
    const aPattern = fc.oneof(
      aType,
      fc.constant('*'),
      fc.array(aWord, { minLength: 1, maxLength: 3 }).map((words) => `${words.join('.')}.*`),
    )
    fc.assert(
      fc.property(aType, fc.array(aPattern), (type, others) => {
        const covering = patternsOf(type)
        for (const pattern of [...covering, ...others]) expect(matchesType([pattern], type)).toBe(covering.includes(pattern))
      }),
    )
  })
})

describe('isRegisteredFor', () => {
  const registration: Registration = {
    account: 'acc_r',
    environment: 'live',
    scope: 'self',
    include: null,
    exclude: [],
    project: null,
    origins: null,
    eventTypes: ['*'],
  }
  const event = { type: 'payment.settled', origin: 'bank', project: null, environment: 'live', path: ['acc_r', 'acc_root'] } as const
  const below = { ...event, path: ['acc_m', 'acc_p', 'acc_r', 'acc_root'] }
  const descendants = { ...registration, scope: 'descendants' } as const

  it.each([
    ['its own account', registration, event, true],
    ['an account below, with the scope self', registration, below, false],
    ['an account below (S2-4)', descendants, below, true],
    ['its own account, with the scope descendants', descendants, event, true],
    ['an account above', descendants, { ...event, path: ['acc_root'] }, false],
    ['an account beside', descendants, { ...event, path: ['acc_x', 'acc_root'] }, false],
    ['an included account', { ...descendants, include: ['acc_m'] }, below, true],
    ['an account below an included one', { ...descendants, include: ['acc_p'] }, below, true],
    ['an account that is not included', { ...descendants, include: ['acc_n'] }, below, false],
    ['an included account that has moved away', { ...descendants, include: ['acc_m'] }, { ...event, path: ['acc_m', 'acc_x'] }, false],
    ['an excluded account', { ...descendants, exclude: ['acc_m'] }, below, false],
    ['an account below an excluded one', { ...descendants, exclude: ['acc_p'] }, below, false],
    ['an account that is included, below an excluded one', { ...descendants, include: ['acc_m'], exclude: ['acc_p'] }, below, false],
    ['one of its origins (S2-1)', { ...registration, origins: ['system', 'bank'] }, event, true],
    ['another origin', { ...registration, origins: ['system'] }, event, false],
    ['its project', { ...registration, project: 'prj_1' }, { ...event, project: 'prj_1' }, true],
    ['another project', { ...registration, project: 'prj_1' }, { ...event, project: 'prj_2' }, false],
    ['no project, when it asks for one', { ...registration, project: 'prj_1' }, event, false],
    ['any project, when it asks for none', registration, { ...event, project: 'prj_1' }, true],
    ['the test environment, being live', registration, { ...event, environment: 'test' }, false],
    ['the live environment, being of the test one', { ...registration, environment: 'test' }, event, false],
    ['another type (S2-5)', { ...registration, eventTypes: ['refund.*'] }, event, false],
  ] as const)('%s', (...[, subscription, published, expected]) => {
    expect(isRegisteredFor(subscription, published)).toBe(expected)
  })
})

describe('isPatternWithin', () => {
  it('holds when, and only when, the others cover all that the pattern covers', () => {
    expect(isPatternWithin('payment.settled', ['refund.*', 'payment.*'])).toBe(true)
    expect(isPatternWithin('payment.settled', ['payment.settled'])).toBe(true)
    expect(isPatternWithin('mandate.action.*', ['mandate.*'])).toBe(true)
    expect(isPatternWithin('payment.*', ['payment.settled'])).toBe(false)
    expect(isPatternWithin('payments.settled', ['payment.*'])).toBe(false)
    expect(isPatternWithin('*', ['payment.*'])).toBe(false)
    expect(isPatternWithin('*', ['*'])).toBe(true)
    expect(isPatternWithin('*', [])).toBe(false)
  })
})
