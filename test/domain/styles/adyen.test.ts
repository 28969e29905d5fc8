import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { createHmac } from 'node:crypto'
import { findEventType } from '../../../src/catalogue/catalogue.js'
import { renderStyle } from '../../../src/domain/styles/style.js'
import { signedAdyenValues } from '../../e2e/adyen-receiver.js'
import { aStoredEvent } from './event.js'

interface Item extends Record<string, unknown> {
  readonly additionalData: Record<string, unknown>
}
const rendered = (type: string, object: object, over: object = {}) =>
  renderStyle({ ...aStoredEvent({ type, dataText: JSON.stringify({ object }) }), ...over }, { name: 'adyen' })
const webhookOf = (body: string) => JSON.parse(body) as { live: string; notificationItems: { NotificationRequestItem: Item }[] }
const itemOf = (type: string, object: object) => webhookOf(rendered(type, object).body).notificationItems[0]!.NotificationRequestItem

/** Adyen's published example: docs.adyen.com, Verify HMAC signatures. */
const published = {
  pspReference: '7914073381342284',
  merchantAccountCode: 'TestMerchant',
  merchantReference: 'TestPayment-1407325143704',
  amount: { value: 1130, currency: 'EUR' },
}

describe('the style adyen', () => {
  it('is a Standard webhook with one item, with a place for its signature', () => {
    const { body, headers, innerSignature } = rendered('payment.authorised', { ...published, method: 'visa' })
    expect(body).toBe(
      '{"live":"true","notificationItems":[{"NotificationRequestItem":{"additionalData":{"hmacSignature":""},' +
        '"amount":{"value":1130,"currency":"EUR"},"pspReference":"7914073381342284","eventCode":"AUTHORISATION",' +
        '"eventDate":"2026-01-05T10:00:00+00:00","merchantAccountCode":"TestMerchant","merchantReference":"TestPayment-1407325143704",' +
        '"paymentMethod":"visa","success":"true"}}]}',
    )
    expect(headers).toEqual({})
    expect(innerSignature).toEqual({
      over: '7914073381342284::TestMerchant:TestPayment-1407325143704:1130:EUR:AUTHORISATION:true',
      at: body.indexOf('""') + 1,
    })
  })

  it('takes what the catalogue has where the publisher has nothing under the names of Adyen', () => {
    const example = findEventType('payment.captured')!.example['object'] as object
    expect(itemOf('payment.captured', example)).toEqual({
      additionalData: { hmacSignature: '' },
      amount: { value: 124990, currency: 'MYR' },
      pspReference: 'pay_01j9z6t8k2',
      originalReference: 'pay_01j9z6t8k2',
      eventCode: 'CAPTURE',
      eventDate: '2026-01-05T10:00:00+00:00',
      merchantAccountCode: 'mrc_kedai_kopi',
      merchantReference: 'order-4711',
      paymentMethod: 'duitnow_online_banking',
      success: 'true',
    })
  })

  it('prefers what the publisher has under the names of Adyen', () => {
    const given = {
      pspReference: 'PSP1',
      originalReference: 'PSP0',
      merchantAccountCode: 'ShopNL',
      paymentMethod: 'ideal',
      operations: ['REFUND'],
      additionalData: { hmacSignature: 'forged', authCode: '052095' },
    }
    const others = { id: 'rfd_1', payment: { id: 'pay_1' }, merchant: { id: 'mrc_1' }, method: 'card', reason: 'said so' }
    expect(itemOf('refund.succeeded', { ...others, ...given })).toMatchObject({
      ...given,
      additionalData: { hmacSignature: '', authCode: '052095' },
      eventCode: 'REFUND',
      reason: 'said so',
    })
  })

  it('names the payment that a refund or a dispute is about as its original', () => {
    expect(itemOf('chargeback.opened', { id: 'cbk_1', payment: { id: 'pay_1' }, network: 'visa' })).toMatchObject({
      ...{ pspReference: 'cbk_1', originalReference: 'pay_1', paymentMethod: 'visa' },
    })
  })

  it.each([
    ['payment.failed', 'AUTHORISATION', 'false'],
    ['payment.cancelled', 'CANCELLATION', 'true'],
    ['refund.failed', 'REFUND_FAILED', 'true'],
    ['chargeback.notified', 'NOTIFICATION_OF_CHARGEBACK', 'true'],
    ['payout.failed', 'PAYOUT_THIRDPARTY', 'false'],
    ['payout.returned', 'PAIDOUT_REVERSED', 'true'],
  ])('calls %s %s, success %s', (type, eventCode, success) => {
    const reason = { code: 'C1', text: 'It did not work' }
    expect(itemOf(type, { reason })).toMatchObject({ eventCode, success, reason: 'It did not work' })
    expect(itemOf(type, { reason: { code: 'C1' } })).toMatchObject({ reason: 'C1' })
  })

  it('identifies what has no reference by the event and its account', () => {
    const item = itemOf('payment.authorised', { id: '', merchantReference: null, pspReference: [] })
    expect(item).toMatchObject({ pspReference: 'evt_1', merchantAccountCode: 'acc_1', merchantReference: '' })
    expect(item).not.toHaveProperty('originalReference')
  })

  it.each([[{ value: 10.5, currency: 'EUR' }], [{ value: '1050', currency: 'EUR' }], [{ value: 1050 }], [1050], [null]])(
    'sends no amount for %j: it is not in whole minor units of a currency',
    (amount) => {
      const { innerSignature, body } = rendered('payment.authorised', { id: 'pay_1', amount })
      expect(webhookOf(body).notificationItems[0]!.NotificationRequestItem).not.toHaveProperty('amount')
      expect(innerSignature!.over).toBe('pay_1::acc_1::::AUTHORISATION:true')
    },
  )

  it('takes an amount beside its currency', () => {
    expect(itemOf('payment.authorised', { amount: -1050, currency: 'EUR' })).toMatchObject({ amount: { value: -1050, currency: 'EUR' } })
  })

  it('says of a test that it is none of live, and of what is about no money that it is EUR 0', () => {
    const { body } = rendered('test.ping', { message: 'ready?' })
    expect(itemOf('test.ping', {})).toMatchObject({ eventCode: 'NOTIFICATIONTEST', amount: { value: 0, currency: 'EUR' } })
    expect(webhookOf(body).live).toBe('true')
    const stored = aStoredEvent({ type: 'payment.authorised' })
    const inTest = { ...stored, body: stored.body.replace('"live"', '"test"') }
    const simulated = aStoredEvent({ type: 'payment.authorised', test: true })
    for (const event of [inTest, simulated]) expect(webhookOf(renderStyle(event, { name: 'adyen' }).body).live).toBe('false')
  })

  it('takes the code that a resource of another type brings, and else sends the native body', () => {
    expect(itemOf('token.activated', { eventCode: 'RECURRING_CONTRACT' })).toMatchObject({ success: 'true' })
    expect(itemOf('report.ready', { eventCode: 'REPORT_AVAILABLE', success: false })).toMatchObject({ success: 'false' })
    const stored = aStoredEvent({ type: 'token.activated' })
    expect(renderStyle(stored, { name: 'adyen' })).toEqual({ body: stored.body, headers: {} })
  })

  it('is signed over what a receiver finds in it, whatever the publisher has written', () => {
    const aText = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[:\\/"a]{0,6}$/))
    const aResource = fc.record(
      {
        id: fc.oneof(aText, fc.nat()),
        pspReference: aText,
        originalReference: aText,
        merchantAccountCode: aText,
        merchantReference: aText,
        amount: fc.record({ value: fc.oneof(fc.maxSafeInteger(), fc.double()), currency: aText }),
        additionalData: fc.oneof(fc.dictionary(aText, aText), aText),
        payment: fc.record({ id: aText }),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(aResource, fc.constantFrom('payment.captured', 'refund.failed', 'test.ping'), (object, type) => {
        const { body, innerSignature } = rendered(type, object)
        const { over, at } = innerSignature!
        const signature = createHmac('sha256', 'key').update(over).digest('base64')
        const item = webhookOf(body.slice(0, at) + signature + body.slice(at)).notificationItems[0]!.NotificationRequestItem
        expect(item.additionalData['hmacSignature']).toBe(signature)
        expect(signedAdyenValues(item)).toBe(over)
      }),
    )
  })
})
