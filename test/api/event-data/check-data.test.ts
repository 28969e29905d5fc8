import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createCheckData, type EventValidation } from '../../../src/api/event-data/check-data.js'
import { Problem } from '../../../src/api/problem.js'
import { catalogue } from '../../../src/catalogue/catalogue.js'

const findSchema = () => Promise.resolve(undefined)
const checkBy = (validation: EventValidation) => createCheckData({ validation, findSchema }).inCatalogue
const checks = { reject: checkBy('reject'), warn: checkBy('warn'), off: checkBy('off') }
const refusal = (type: string, data: unknown, validation: EventValidation = 'reject') => {
  const { faults, refusal: problem } = checks[validation]({ type, data })
  if (problem) expect(problem.info.errors).toEqual(faults)
  return faults
}
const settled = (members: object) => refusal('payment.settled', { object: { id: 'pay_1', ...members } })

describe('what is said of data that does not fit its type', () => {
  it('names the member by its pointer from the event on, and says what is expected (S3-12)', () => {
    expect(settled({ amount: { value: 10.5, currency: 'ringgit' } })).toEqual([
      { pointer: '/data/object/amount/value', detail: 'must be integer: minor units (sen, cents): a whole number' },
      { pointer: '/data/object/amount/currency', detail: 'must match pattern "^[A-Z]{3}$": ISO 4217: three capital letters' },
    ])
    expect(refusal('payment.settled', {})).toEqual([{ pointer: '/data/object', detail: 'is required' }])
    expect(refusal('payment.status_changed', { object: { id: 'pay_1', status: 'settled' }, previous: {} })).toEqual([
      { pointer: '/data/changedFields', detail: 'is required' },
      { pointer: '/data/previous/status', detail: 'is required' },
    ])
    expect(refusal('token.activated', { object: { tokenReference: '4111 1111 1111 1111', pan: '4111' } })).toEqual([
      { pointer: '/data/object/pan', detail: 'must not be sent' },
      { pointer: '/data/object/tokenReference', detail: 'must be the reference of a token, never a number a card could have' },
    ])
  })

  it('never repeats what was sent', () => {
    const secret = 'zq7-do-not-tell'
    const anyPlace = fc.constantFrom('status', 'amount', 'reason', 'settledAt', 'merchant', 'method', 'href', 'id')
    const anyValue = fc.constantFrom<unknown>(
      secret.repeat(40),
      { value: secret, currency: secret },
      [secret],
      { code: [secret] },
      { id: { x: secret } },
    )
    fc.assert(fc.property(anyPlace, anyValue, (place, value) => !JSON.stringify(settled({ [place]: value })).includes(secret)))
  })

  it('lists no more than twenty', () => {
    const changedFields = Array.from({ length: 5_000 }, (_, index) => index)
    expect(refusal('card.metadata_updated', { object: { id: 'crd_1' }, changedFields })).toHaveLength(20)
  })

  it.each([
    ['2026-01-31T09:00:00Z', true],
    ['2026-01-31t09:00:00.123456+08:00', true],
    ['2026-02-30T09:00:00Z', false],
    ['2026-01-31T25:00:00Z', false],
    ['2026-01-31 09:00:00Z', false],
    ['2026-01-31T09:00:00', false],
    ['yesterday', false],
    ['', false],
  ])('%j as an instant: %s', (settledAt, fits) => {
    expect(settled({ settledAt })).toEqual(fits ? [] : [{ pointer: '/data/object/settledAt', detail: expect.stringContaining('RFC 3339') }])
  })

  it.each([
    ['2026-01-31', true],
    ['2028-02-29', true],
    ['2026-02-29', false],
    ['31.01.2026', false],
  ])('%j as a date: %s', (expectedOn, fits) => {
    expect(refusal('payout.created', { object: { id: 'pot_1', expectedOn } })).toHaveLength(fits ? 0 : 1)
  })
})

describe('whether data is looked at', () => {
  it('every example of the catalogue is accepted', () => {
    for (const { type, example } of catalogue) expect({ type, faults: refusal(type, example) }).toEqual({ type, faults: [] })
  })

  it('a type of the publisher’s own takes any data', () => {
    expect(refusal('shop.order.packed', { anything: 1 })).toEqual([])
  })

  it('warn tells the faults instead of refusing, off does not look', () => {
    expect(checks.warn({ type: 'payment.settled', data: {} }).refusal).toBeUndefined()
    expect(refusal('payment.settled', {}, 'warn')).toEqual([{ pointer: '/data/object', detail: 'is required' }])
    expect(refusal('payment.settled', {}, 'off')).toEqual([])
    expect(checks.reject({ type: 'payment.settled', data: {} }).refusal).toBeInstanceOf(Problem)
  })
})
