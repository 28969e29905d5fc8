import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { renderStyle, type Style } from '../../../src/domain/styles/style.js'
import { ipayoutName } from '../../../src/domain/styles/ipayout.js'
import { messageUuid } from '../../../src/domain/styles/message-uuid.js'
import { unipayName } from '../../../src/domain/styles/unipay.js'
import { formatId } from '../../../src/domain/ids.js'
import { aStoredEvent, type Published } from './event.js'

const spelled = '{"object":{ "id":9007199254740993, "amount":10.50,"b":1,\n "a":2},"previous":{"amount":10.00},"changedFields":["amount"]}'
const bodyOf = (event: Published, style: Style) => renderStyle(aStoredEvent(event), style).body
const parsed = (event: Published, style: Style) => JSON.parse(bodyOf(event, style)) as Record<string, unknown>

const aStyle = fc.constantFrom<Style>(
  { name: 'native' },
  { name: 'native', thin: true },
  { name: 'unipay' },
  { name: 'ipayout' },
  { name: 'anz-payto' },
  { name: 'paynet' },
  { name: 'adyen' },
)
const aType = fc.oneof(
  fc.constantFrom(
    'payment.settled',
    'payment.captured',
    'mandate.cancelled',
    'mandate.declined',
    'payment_initiation.settled',
    'chargeback.opened',
  ),
  fc.constantFrom('__proto__.x', 'constructor.updated', 'a.b'),
  fc.stringMatching(/^[a-z0-9_]{1,8}(\.[a-z0-9_]{1,8}){1,3}$/),
)
/** An object as somebody else writes it, with names that the styles look for among others. */
const aName = fc.oneof(
  fc.constantFrom('object', 'details', 'additionalData', 'eventCode', 'amount', 'currency', 'requestKey', '__proto__', 'reasonCode'),
  fc.string(),
)
const aDataText = fc
  .tuple(fc.dictionary(aName, fc.oneof(fc.jsonValue(), fc.dictionary(aName, fc.jsonValue()))), fc.constantFrom(undefined, 1, 2))
  .map(([data, space]) => JSON.stringify(data, null, space))
const aPublished = fc.record({
  type: aType,
  dataText: aDataText,
  correlationId: fc.string({ minLength: 1, maxLength: 128, unit: 'grapheme' }),
  priority: fc.constantFrom('attended' as const, 'unattended' as const),
})

describe('every style', () => {
  it('renders any event to the same JSON object each time, with headers that can be sent', () => {
    fc.assert(
      fc.property(aPublished, aStyle, (event, style) => {
        const rendered = renderStyle(aStoredEvent(event), style)
        expect(renderStyle(aStoredEvent(event), style)).toEqual(rendered)
        expect(JSON.parse(rendered.body)).toBeInstanceOf(Object)
        for (const [name, value] of Object.entries(rendered.headers)) expect(`${name}: ${value}`).toMatch(/^[a-z-]+: [!-~]([ -~]*[!-~])?$/)
      }),
    )
  })

  it('keeps the bytes of data where it carries them', () => {
    fc.assert(
      fc.property(aPublished, fc.constantFrom('unipay' as const, 'ipayout' as const), (event, name) => {
        expect(bodyOf(event, { name }).endsWith(`,"data":${event.dataText}}`)).toBe(true)
      }),
    )
  })
})

describe('a test', () => {
  it('S4-3: is marked in a header, whatever the style', () => {
    fc.assert(
      fc.property(aPublished, aStyle, (event, style) => {
        const { headers } = renderStyle(aStoredEvent(event), style)
        expect(headers).not.toHaveProperty('posthorn-test')
        expect(renderStyle(aStoredEvent({ ...event, test: true }), style).headers).toEqual({ ...headers, 'posthorn-test': 'true' })
      }),
    )
  })
})

describe('the style native', () => {
  it('is the stored body itself', () => {
    const stored = aStoredEvent({ type: 'payment.settled', dataText: spelled })
    expect(renderStyle(stored, { name: 'native' })).toEqual({ body: stored.body, headers: {} })
    expect(renderStyle(stored, { name: 'native', thin: false }).body).toBe(stored.body)
  })

  it('is without data.object when it is thin, and otherwise the same, digit by digit', () => {
    const event = { type: 'payment.settled', dataText: spelled }
    const thin = bodyOf(event, { name: 'native', thin: true })
    const { data, ...envelope } = parsed(event, { name: 'native' })
    expect(data).toHaveProperty('object')
    expect(JSON.parse(thin)).toEqual({ ...envelope, data: { previous: { amount: 10 }, changedFields: ['amount'] } })
    expect(thin).toContain('"data":{"previous":{"amount":10.00},"changedFields":["amount"]}}')
  })
})

describe('the style unipay', () => {
  it('carries notificationId and dataType, and data as it was published (S2-16)', () => {
    expect(bodyOf({ type: 'chargeback.opened', dataText: spelled }, { name: 'unipay' })).toBe(
      '{"notificationId":"ntf_06f1zk3v8wq2m4x7c9d0r5t6ya","type":"processing.chargeback-processed","dataType":"Transaction",' +
        `"occurredAt":"2026-01-05T10:00:00.000Z","createdAt":"2026-01-05T10:00:01.250Z","data":${spelled}}`,
    )
  })

  it.each([
    ['chargeback.opened', 'processing.chargeback-processed', 'Transaction'],
    ['notice_of_change.received', 'processing.noc-processed', 'Transaction'],
    ['return.received', 'processing.return-processed', 'Transaction'],
    ['reversal.received', 'processing.reversal-processed', 'Transaction'],
    ['subscription.status_changed', 'billing.subscription-modified', 'Object'],
    ['payment_option.created', 'billing.payment-option-created', 'Object'],
    ['merchant.updated', 'management.merchant-modified', 'Object'],
    ['chargeback.won', 'processing.chargeback-won', 'Transaction'],
    ['billing_transaction.created', 'billing.billing-transaction-created', 'Transaction'],
    ['mandate.action.succeeded', 'processing.mandate-action-succeeded', 'Object'],
    ['constructor.updated', 'processing.constructor-modified', 'Transaction'],
  ])('calls %s %s: %s', (type, name, dataType) => {
    expect(unipayName(type)).toBe(name)
    expect(parsed({ type }, { name: 'unipay' })).toMatchObject({ type: name, dataType })
  })
})

describe('the style ipayout', () => {
  it.each([
    ['payment.status_changed', 'PAYMENT.STATUS.UPDATED'],
    ['payment.created', 'PAYMENT.CREATED'],
    ['customer.created', 'CUSTOMER.CREATED'],
    ['customer.updated', 'CUSTOMER.UPDATED'],
    ['customer.status_changed', 'CUSTOMER.STATUS.UPDATED'],
    ['bank_account.created', 'CUSTOMER.BANK.CREATED'],
    ['bank_account.updated', 'CUSTOMER.BANK.UPDATED'],
    ['transfer.created', 'TRANSFER.CREATED'],
    ['transfer.status_changed', 'TRANSFER.STATUS.UPDATED'],
    ['subscription.created', 'CUSTOMER.SUBSCRIPTION.CREATED'],
    ['subscription.status_changed', 'CUSTOMER.SUBSCRIPTION.STATUS.UPDATED'],
    ['payment_link.partially_paid', 'PAYMENT.LINK.PARTIALLY.PAID'],
  ])('calls %s %s', (type, name) => {
    expect(ipayoutName(type)).toBe(name)
    expect(parsed({ type }, { name: 'ipayout' })).toMatchObject({ event: name })
  })
})

describe('the message id', () => {
  it('is a UUID of version 7 with the time of the notification, the same for the same id and another for another', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 48 - 1 }), fc.uint8Array({ minLength: 10, maxLength: 10 }), (timeMs, random) => {
        const uuid = messageUuid(formatId('ntf', timeMs, random))
        expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
        expect(parseInt(uuid.replace('-', '').slice(0, 12), 16)).toBe(timeMs)
        expect(uuid.slice(-12)).toBe(Buffer.from(random).toString('hex').slice(-12))
      }),
    )
  })
})
