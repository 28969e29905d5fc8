import { describe, expect, it } from '@jest/globals'
import { renderStyle } from '../../../src/domain/styles/style.js'
import { aStoredEvent } from './event.js'

const checkout = {
  checkoutId: 'a7e2ed2a-b088-4495-8cf4-88da08f644f2',
  endToEndId: '20240119M0000201861OBW00000004',
  issuer: 'Affin Bank',
  paymentMethod: '01',
}
const bodyOf = (type: string, object: object) =>
  JSON.parse(renderStyle(aStoredEvent({ type, dataText: JSON.stringify({ object }) }), { name: 'paynet' }).body) as unknown

describe('the style paynet', () => {
  it.each([
    ['payment.settled', 'CLEARED', 'ACSP'],
    ['payment.pending', 'RECEIVED', 'ACTC'],
    ['payment.authorised', 'PENDAUTH', 'ACTC'],
    ['payment.failed', 'REJECTED', 'RJCT'],
  ])('updates the payment status: %s is %s, code %s', (type, substate, code) => {
    const { checkoutId, endToEndId, issuer, paymentMethod } = checkout
    expect(bodyOf(type, { ...checkout, payerName: 'Walter Mitty', reason: { code: 'U000' }, internal: 1 })).toEqual({
      checkoutId,
      endToEndId,
      paymentStatus: { payerName: 'Walter Mitty', code, substate, message: 'U000' },
      issuer,
      paymentMethod,
    })
  })

  it('takes code and message from the publisher, alone or in paymentStatus', () => {
    const given = { code: 'ACSC', message: 'U002' }
    expect(bodyOf('payment.settled', { ...checkout, ...given })).toMatchObject({ paymentStatus: { ...given, substate: 'CLEARED' } })
    expect(bodyOf('payment.settled', { ...checkout, message: 'other', paymentStatus: { ...given, substate: 'RECEIVED' } })).toMatchObject({
      paymentStatus: { ...given, substate: 'CLEARED' },
    })
  })

  it('leaves the message out when there is none', () => {
    expect(bodyOf('payment.settled', checkout)).toMatchObject({ paymentStatus: { code: 'ACSP', substate: 'CLEARED' } })
  })

  it('sends the native body of a type that PayNet has no status for', () => {
    const stored = aStoredEvent({ type: 'token.activated' })
    expect(renderStyle(stored, { name: 'paynet' })).toEqual({ body: stored.body, headers: {} })
  })
})
