import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { compareDecimals, toDecimal } from '../../src/domain/decimal.js'
import { createFilterIndex } from '../../src/domain/filter-index.js'
import { compileFilter, compilePointer, type Filter, type Scalar } from '../../src/domain/filter.js'

const data = {
  object: { amount: 1000, currency: 'EUR', fee: '3.75', note: null, tags: ['a', 'b'], 'a/b~c': true, big: '9007199254740993' },
  numeric: JSON.parse('9007199254740993') as number,
  tiny: 1.5e-7,
  huge: 1e22,
}

describe('compileFilter', () => {
  it.each<[Filter, boolean]>([
    [{ path: '/object/currency', equals: 'EUR' }, true],
    [{ path: '/object/currency', equals: 'eur' }, false],
    [{ path: '/object/amount', equals: 1000 }, true],
    [{ path: '/object/amount', equals: '1000' }, false],
    [{ path: '/object/note', equals: null }, true],
    [{ path: '/object/missing', equals: null }, false],
    [{ path: '/object', equals: null }, false],
    [{ path: '/object/currency', in: ['USD', 'EUR'] }, true],
    [{ path: '/object/amount', in: ['USD', 'EUR'] }, false],
    [{ path: '/object/note', exists: true }, true],
    [{ path: '/object/missing', exists: true }, false],
    [{ path: '/object/missing/deeper', exists: false }, true],
    [{ path: '/object/tags/1', equals: 'b' }, true],
    [{ path: '/object/tags/2', exists: true }, false],
    [{ path: '/object/tags/-', exists: true }, false],
    [{ path: '/object/tags/length', exists: true }, false],
    [{ path: '/object/currency/length', exists: true }, false],
    [{ path: '/object/a~1b~0c', equals: true }, true],
    [{ path: '/constructor', exists: true }, false],
    [{ path: '/__proto__', exists: true }, false],
    [{ path: '', exists: true }, true],
    [{ path: '/object/amount', gte: 1000, lt: 2000 }, true],
    [{ path: '/object/amount', gt: 1000 }, false],
    [{ path: '/object/amount', lte: 999 }, false],
    [{ path: '/object/fee', gt: 3.7, lt: '3.750000000000000000001' }, true],
    [{ path: '/object/currency', lt: 1 }, false],
    [{ path: '/object/currency', gte: 1 }, false],
    [{ path: '/object/note', lt: 1 }, false],
    [{ path: '/object/missing', lt: 1 }, false],
    [{ path: '/object/big', gt: '9007199254740992', lt: '9007199254740994' }, true],
    [{ path: '/numeric', gt: '9007199254740992' }, false], // a number is read as JSON's readers read it
    [{ path: '/tiny', gt: '0.00000014', lt: '0.00000016' }, true],
    [{ path: '/huge', gte: '10000000000000000000000', lte: '10000000000000000000000.0' }, true],
    [
      {
        all: [
          { path: '/object/amount', gte: 1 },
          { path: '/object/currency', equals: 'EUR' },
        ],
      },
      true,
    ],
    [
      {
        all: [
          { path: '/object/amount', gte: 1 },
          { path: '/object/currency', equals: 'USD' },
        ],
      },
      false,
    ],
    [
      {
        any: [
          { path: '/object/amount', gte: 1 },
          { path: '/object/currency', equals: 'USD' },
        ],
      },
      true,
    ],
    [
      {
        any: [
          { path: '/object/amount', lt: 1 },
          { path: '/object/currency', equals: 'USD' },
        ],
      },
      false,
    ],
    [{ not: { path: '/object/currency', equals: 'EUR' } }, false],
    [{ not: { path: '/object/missing', equals: 'EUR' } }, true],
  ])('%j: %p', (filter, expected) => {
    expect(compileFilter(filter)(data)).toBe(expected)
  })
})

const aName = fc.constantFrom('a', 'b', 'c/d', '0', '__proto__')
const aScalar: fc.Arbitrary<Scalar> = fc.oneof(
  fc.constantFrom('x', 'y', '1', '1.50', '', true, false, null),
  fc.integer({ min: -2, max: 2 }),
)
const aValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    aScalar,
    fc.double(),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(aName, tie('value')),
  ),
})).value
const aPath = fc.array(aName, { maxLength: 3 }).map((names) => names.map((name) => `/${name.replaceAll('/', '~1')}`).join(''))
const anOperand = fc.oneof(fc.constantFrom('0.5', '-1', '1.50'), fc.integer({ min: -2, max: 2 }))
const aFilter: fc.Arbitrary<Filter> = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small' },
    fc.record({ path: aPath, equals: aScalar }),
    fc.record({ path: aPath, in: fc.array(aScalar, { minLength: 1, maxLength: 3 }) }),
    fc.record({ path: aPath, exists: fc.boolean() }),
    fc.record({ path: aPath, gte: anOperand, lt: anOperand }),
    fc.record({ all: fc.array(tie('filter'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('filter'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('filter') }),
  ),
})).filter

describe('filters', () => {
  it('never throw, whatever the data', () => {
    fc.assert(fc.property(aFilter, fc.anything(), (filter, anything) => typeof compileFilter(filter)(anything) === 'boolean'))
  })

  it('find what their path names, in every data', () => {
    fc.assert(
      fc.property(aValue, fc.array(aName, { maxLength: 4 }), (value, names) => {
        const pointer = names.map((name) => `/${name.replaceAll('/', '~1')}`).join('')
        const named = names.reduce<unknown>(
          (at, name) => (typeof at === 'object' && at !== null ? Object.entries(at).find(([key]) => key === name)?.[1] : undefined),
          value,
        )
        expect(compilePointer(pointer)(value)).toBe(named)
      }),
    )
  })

  it('together let through what each lets through alone, looked up or not', () => {
    const someFilters = fc.array(fc.option(aFilter), { maxLength: 20 })
    fc.assert(
      fc.property(someFilters, fc.array(aValue, { minLength: 1, maxLength: 5 }), (filters, events) => {
        const items = filters.map((filter, i) => ({ i, filter }))
        const find = createFilterIndex(items)
        for (const event of events) {
          const alone = items.filter(({ filter }) => filter === null || compileFilter(filter)(event))
          expect([...find(event)].sort((a, b) => a.i - b.i)).toEqual(alone)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('compareDecimals', () => {
  const digits = fc.integer({ min: 0, max: 6 })
  const aDecimal = fc
    .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), digits, fc.nat(3), fc.nat(3))
    .map(([scaled, places, zeros, more]) => {
      const text = (scaled < 0n ? -scaled : scaled).toString().padStart(places + 1, '0')
      const whole = '0'.repeat(zeros) + text.slice(0, text.length - places)
      const fraction = places === 0 ? '' : `.${text.slice(text.length - places)}${'0'.repeat(more)}`
      return { text: `${scaled < 0n ? '-' : ''}${whole}${fraction}`, micros: scaled * 10n ** BigInt(6 - places) }
    })

  it('orders decimals of any length as whole numbers of their smallest part are ordered', () => {
    fc.assert(
      fc.property(aDecimal, aDecimal, (one, other) => {
        const expected = one.micros < other.micros ? -1 : one.micros > other.micros ? 1 : 0
        expect(Math.sign(compareDecimals(one.text, other.text))).toBe(expected)
      }),
    )
  })

  it('takes zero for zero, whatever its sign and its zeros', () => {
    for (const zero of ['0', '-0', '00.000', '-0.0']) expect(compareDecimals(zero, '0')).toBe(0)
  })

  it('writes every finite number without an exponent and without a loss', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(toDecimal(value)).toMatch(/^-?\d+(\.\d+)?$/)
        expect(Number(toDecimal(value))).toBe(value === 0 ? 0 : value)
      }),
    )
  })

  it.each([Infinity, -Infinity, NaN, '1e3', '', '.5', '5.', ' 1', '0x10', '1,5', null, true, {}, []])('%p is no decimal', (value) => {
    expect(toDecimal(value)).toBeUndefined()
  })
})
