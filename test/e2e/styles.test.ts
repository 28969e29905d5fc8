import { describe, expect, it } from '@jest/globals'
import { Webhook } from 'standardwebhooks'
import type { Client } from '../../src/client/client.js'
import { findEventType } from '../../src/catalogue/catalogue.js'
import { eventually } from '../helpers/eventually.js'
import { publishText } from '../helpers/http.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import type { Received } from '../helpers/receiver.js'
import { type Scene, scenes } from '../helpers/scene.js'
import { adyen } from './adyen-receiver.js'
import { anzPayto, ipayout, paynet, unipay } from './platform-receivers.js'

type NewEvent = Parameters<Client['publishEvent']>[0]

const requestKey = '325ea624-ac19-47e2-94ef-a1ab4e487275'
const correlationId = '71d6fb19-7515-40dc-b045-e17550b67600'
/** What ANZ and PayNet ask of a resource beyond what the catalogue describes, and identifications as their networks give them. */
const mandate = { id: '247de1c0c3a911edafa10242ac120002', actionIdentification: '85f28334c3a911edafa10242ac120002', mpsUserId: '10002005' }
const because = { reason: { code: 'MD16', text: 'Requested By Customer', retryable: false } }
const initiation = { mpsUserId: '10002005', mandate: { id: mandate.id }, requestKey }
const query = { caseType: 'Mandate Query Case', mandateDetails: { mandateId: mandate.id, mpsUserId: '10002005' } }
const checkout = { checkoutId: 'a7e2ed2a-b088-4495-8cf4-88da08f644f2', issuer: 'Affin Bank', paymentMethod: '01' }
const paid = { endToEndId: '20240119M0000201861OBW00000004', payerName: 'Walter Mitty', reason: { code: 'U000' }, ...checkout }

/** The catalogue's example of this type, with these members in its resource. */
function exampleOf(type: string, object: object = {}) {
  const { object: resource, ...rest } = findEventType(type)?.example ?? {}
  return { ...rest, object: { ...(resource as object), ...object } }
}
/** A request without the headers that belong to one attempt. */
const sameOnEveryAttempt = ({ body, headers: { 'webhook-timestamp': _at, 'webhook-signature': _by, ...headers } }: Received) => ({
  body: body.toString('hex'),
  headers,
})

describe('a subscription with the style of a platform', () => {
  const posthorn = sharedPosthorn()
  const scene = scenes(posthorn)

  const deliver = async ({ client, receiver }: Scene, event: NewEvent): Promise<Received> => {
    const before = receiver.received().length
    const { notifications } = await client.publishEvent(event)
    expect(notifications).toHaveLength(1)
    await eventually(async () => {
      const [attempt] = (await client.listAttempts({ id: notifications[0]!.id })).items
      const answer = Buffer.from(attempt?.response?.body ?? '', 'base64').toString()
      expect({ outcome: attempt?.outcome, answer }).toMatchObject({ outcome: 'confirmed' })
    })
    return receiver.received()[before]!
  }
  const json = ({ body }: Received) => JSON.parse(body.toString('utf8')) as Record<string, unknown>

  it.each([
    ['chargeback.opened', 'processing.chargeback-processed', 'Transaction'],
    ['notice_of_change.received', 'processing.noc-processed', 'Transaction'],
    ['return.received', 'processing.return-processed', 'Transaction'],
    ['reversal.received', 'processing.reversal-processed', 'Transaction'],
    ['subscription.status_changed', 'billing.subscription-modified', 'Object'],
    ['payment_option.created', 'billing.payment-option-created', 'Object'],
    ['merchant.updated', 'management.merchant-modified', 'Object'],
  ])('S2-9 S2-16: unipay sends %s to an unchanged UniPay receiver', async (type, name, dataType) => {
    const here = await scene({ eventTypes: [type], style: { name: 'unipay' } })
    here.receiver.answers(unipay)
    const received = await deliver(here, { type, data: exampleOf(type) })
    expect(json(received)).toMatchObject({ type: name, dataType, notificationId: received.headers['webhook-id'] })
  })

  it.each([
    ['payment.status_changed', 'PAYMENT.STATUS.UPDATED'],
    ['payment.created', 'PAYMENT.CREATED'],
    ['customer.created', 'CUSTOMER.CREATED'],
    ['transfer.status_changed', 'TRANSFER.STATUS.UPDATED'],
    ['subscription.created', 'CUSTOMER.SUBSCRIPTION.CREATED'],
  ])('S3-12: ipayout sends %s to an unchanged i-payout receiver', async (type, event) => {
    const here = await scene({ eventTypes: [type], style: { name: 'ipayout' } })
    here.receiver.answers(ipayout)
    const data = exampleOf(type)
    expect(json(await deliver(here, { type, data }))).toMatchObject({ event, data })
  })

  it.each([
    ['payment.settled', 'CLEARED'],
    ['payment.pending', 'RECEIVED'],
    ['payment.failed', 'REJECTED'],
    ['payment.authorised', 'PENDAUTH'],
  ])('paynet sends %s to an unchanged DuitNow Pay receiver', async (type, substate) => {
    const here = await scene({ eventTypes: [type], style: { name: 'paynet' } })
    here.receiver.answers(paynet)
    expect(json(await deliver(here, { type, data: exampleOf(type, paid) }))).toMatchObject({ paymentStatus: { substate } })
  })

  it.each([
    ['payment.authorised', 'AUTHORISATION'],
    ['payment.failed', 'AUTHORISATION'],
    ['payment.captured', 'CAPTURE'],
    ['refund.succeeded', 'REFUND'],
    ['chargeback.opened', 'CHARGEBACK'],
    ['payout.returned', 'PAIDOUT_REVERSED'],
  ])('S2-9 S3-6: adyen sends %s to an unchanged receiver of Standard webhooks, signed with its HMAC key', async (type, eventCode) => {
    const secret = '44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056'
    const here = await scene({ eventTypes: [type], style: { name: 'adyen' }, confirmation: { name: 'adyen-accepted' }, secret })
    expect(here.subscription.secret).toBe(`whsec_${Buffer.from(secret, 'hex').toString('base64')}`)
    here.receiver.answers(adyen(secret))
    expect((await deliver(here, { type, data: exampleOf(type) })).body.toString()).toContain(`"eventCode":"${eventCode}"`)
  })

  it('adyen signs with the newer key alone while a rotation overlaps', async () => {
    const type = 'payment.captured'
    const here = await scene({ eventTypes: [type], style: { name: 'adyen' } })
    const toKey = (secret: string) => Buffer.from(secret.replace('whsec_', ''), 'base64').toString('hex')
    const keys = [toKey(here.subscription.secret), toKey((await here.client.rotateSecret({ id: here.subscription.id })).secret)]
    const signs = async () => {
      const request = await deliver(here, { type, data: exampleOf(type) })
      return keys.map((key) => adyen(key)(request)).map((reply) => (reply as { status: number }).status)
    }
    await eventually(async () => expect(await signs()).toEqual([401, 200]))
  })

  it.each<[string, string, { object: object; sends: object }]>([
    ['mandate.activated', 'mandates/notifications', { object: mandate, sends: { trigger: 'MCRC' } }],
    [
      'mandate.declined',
      'mandates/notifications',
      { object: { ...mandate, ...because }, sends: { resolution_event: { reason_code: 'MD16' } } },
    ],
    ['mandate.cancelled', 'mandates/notifications', { object: mandate, sends: { details: { status_change: { change: 'CNCL' } } } }],
    ['mandate.amended', 'mandates/notifications', { object: mandate, sends: { trigger: 'MAMN' } }],
    [
      'mandate.action.succeeded',
      'mandates/outcomes',
      { object: { ...mandate, requestKey, requestId: requestKey }, sends: { status: 'SUCC' } },
    ],
    [
      'mandate.action.rejected',
      'mandates/outcomes',
      { object: { ...mandate, requestKey, requestId: requestKey }, sends: { status: 'RJCT' } },
    ],
    [
      'payment_initiation.settled',
      'mpirs/outcomes',
      {
        object: initiation,
        sends: { transaction_status: 'ACSC', original_transaction_reference: { instructed_amount: { amount: '49.95' } } },
      },
    ],
    ['payment_initiation.rejected', 'mpirs/outcomes', { object: initiation, sends: { transaction_status: 'RJCT' } }],
    ['mandate_query.received', 'queries', { object: query, sends: { case_id: 'CASE-20260502-118', reminder_count: '0' } }],
  ])('S4-1 S4-2 S4-18: anz-payto sends %s to an unchanged PayTo receiver at /payto/%s', async (type, path, { object, sends }) => {
    const style = { name: 'anz-payto' as const }
    const here = await scene({ eventTypes: [type], style })
    const { id, version: ifMatch } = here.subscription
    await here.client.updateSubscription({ id, ifMatch, url: `http://${here.receiver.authority}/payto/${path}` })
    here.receiver.answers(anzPayto)
    const received = await deliver(here, { type, correlationId, priority: 'attended', data: exampleOf(type, object) })
    expect(json(received)).toMatchObject(sends)
    const priority = type === 'mandate_query.received' ? 'UNATTENDED' : 'ATTENDED'
    expect(received.headers).toMatchObject({ 'x-correlation-id': correlationId, priority })
  })

  it('keeps number spelling and white space of data', async () => {
    const here = await scene({ style: { name: 'unipay' } })
    const data = '{"object":{ "amount":10.50,"id":9007199254740993,\n "b":1,"a":2}}'
    await publishText(posthorn(), `{"type":"${here.type}","data":${data}}`)
    await eventually(() => expect(here.receiver.received()[0]?.body.toString()).toContain(`"data":${data}}`))
  })

  it.each(['unipay', 'ipayout', 'anz-payto', 'paynet', 'adyen'] as const)(
    '%s: every attempt has the same bytes, signed as they are',
    async (name) => {
      const type = {
        unipay: 'chargeback.opened',
        ipayout: 'payment.created',
        'anz-payto': 'mandate.activated',
        paynet: 'payment.settled',
        adyen: 'payment.captured',
      }[name]
      const here = await scene({ eventTypes: [type], style: { name }, schedule: { name: 'custom', delaysSeconds: [0.1, 0.1] } })
      here.receiver.answers(500, 503, 200)
      await here.client.publishEvent({ type, correlationId, data: exampleOf(type, { ...checkout, mpsUserId: '10002005' }) })
      await eventually(() => expect(here.receiver.received()).toHaveLength(3))
      const [first, ...repeats] = here.receiver.received()
      for (const repeat of repeats) expect(sameOnEveryAttempt(repeat)).toEqual(sameOnEveryAttempt(first!))
      const webhook = new Webhook(here.subscription.secret)
      for (const { body, headers } of here.receiver.received()) expect(() => webhook.verify(body.toString(), { ...headers })).not.toThrow()
    },
  )

  it('shows the headers of the style in the attempt', async () => {
    const here = await scene({ style: { name: 'anz-payto' } })
    const id = await here.notify()
    const attempt = await eventually(async () => (await here.client.listAttempts({ id })).items[0] ?? Promise.reject(new Error('none yet')))
    const sent = here.receiver.received()[0]!.headers
    expect(attempt.request.headers).toMatchObject({ 'x-message-id': sent['x-message-id'], priority: 'UNATTENDED' })
  })

  it('takes another style from the next attempt on', async () => {
    const here = await scene({ eventTypes: ['chargeback.opened'], schedule: { name: 'custom', delaysSeconds: [60, 60] } })
    here.receiver.answers(500, unipay)
    const { notifications } = await here.client.publishEvent({ type: 'chargeback.opened', data: exampleOf('chargeback.opened') })
    const { id } = notifications[0]!
    await eventually(async () => expect(await here.client.getNotification({ id })).toMatchObject({ attempts: 1 }))
    const { id: subscription, version: ifMatch } = here.subscription
    const changed = await here.client.updateSubscription({ id: subscription, ifMatch, style: { name: 'unipay' } })
    expect(changed).toMatchObject({ style: { name: 'unipay' }, version: ifMatch + 1 })
    await here.client.retryNotificationNow({ id })
    await eventually(async () => expect(await here.client.getNotification({ id })).toMatchObject({ state: 'delivered', attempts: 2 }))
    const [native, styled] = here.receiver.received().map(json)
    expect(native).toMatchObject({ type: 'chargeback.opened', apiVersion: expect.any(String) })
    expect(styled).toMatchObject({ type: 'processing.chargeback-processed', notificationId: id })
  })

  it('native and thin: the envelope without data.object', async () => {
    const here = await scene({ style: { name: 'native', thin: true } })
    const data = { object: { id: 'cus_1', name: 'Barney' }, previous: { name: 'Fred' }, changedFields: ['name'] }
    await here.notify(data)
    await eventually(() => expect(here.receiver.received()).toHaveLength(1))
    expect(json(here.receiver.received()[0]!)).toMatchObject({
      type: here.type,
      account: 'acc_root',
      data: { previous: data.previous, changedFields: data.changedFields },
    })
    expect(here.receiver.received()[0]!.body.toString()).not.toContain('Barney')
  })
})
