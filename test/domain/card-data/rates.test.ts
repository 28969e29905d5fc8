import { describe, expect, it } from '@jest/globals'
import { catalogue } from '../../../src/catalogue/catalogue.js'
import { findCardData } from '../../../src/domain/pan-guard.js'
import { aNegative, negativeKinds } from './negatives.js'
import { makers, positives } from './positives.js'
import { createRandom } from './random.js'

const found = (data: unknown) => findCardData(JSON.stringify(data))

describe('the measured rates', () => {
  it.each(Object.entries(makers))('at least 99.9 %% are caught, of 10,000 each: %s', (_, make) => {
    const missed = positives(10_000, make).filter(({ json }) => findCardData(json).length === 0)
    expect(missed.slice(0, 3).map(({ described }) => described)).toEqual([])
    expect(missed.length).toBeLessThanOrEqual(10)
  })

  it('at most 0.1 % of 20,000 realistic events without card data are taken for one: ids, times, amounts, numbers of people and things', () => {
    const random = createRandom(815)
    const events = Array.from({ length: 20_000 }, () => aNegative(random))
    for (const kind of Object.keys(negativeKinds))
      expect(events.filter(({ described }) => described.startsWith(kind)).length).toBeGreaterThan(3_000)
    expect(events.filter(({ json }) => findCardData(json).length > 0).length).toBeLessThanOrEqual(20)
  })

  it.each(catalogue)('nothing in the example of $type is taken for card data', ({ example }) => {
    expect(found(example)).toEqual([])
  })

  it('of random numbers of 16 digits, one in 25 looks like a card number where nothing says what it is, and none under a name that says so', () => {
    const random = createRandom(42)
    const numbers = Array.from({ length: 10_000 }, () => random.digits(16))
    const share = (name: string) => numbers.filter((number) => found({ [name]: number }).length > 0).length / numbers.length
    expect(share('value')).toBeGreaterThan(0.02)
    expect(share('value')).toBeLessThan(0.05)
    for (const name of ['orderId', 'reference', 'invoice_number', 'transactionid', 'amount'])
      expect({ name, share: share(name) }).toEqual({ name, share: 0 })
  })
})
