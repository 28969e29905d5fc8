import { afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { Webhook } from 'standardwebhooks'
import { catalogue } from '../../src/catalogue/catalogue.js'
import { type Client, createClient, ProblemError } from '../../src/client/client.js'
import { keyOf, plantAccounts } from '../helpers/accounts.js'
import { eventually } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { plantProduct } from '../helpers/projects.js'
import { type Receiver, startReceiver } from '../helpers/receiver.js'
import { freshType } from '../helpers/scene.js'

type Settings = Partial<Parameters<Client['createSubscription']>[0]>

describe('a simulated event', () => {
  const posthorn = sharedPosthorn()
  const receivers: Receiver[] = []
  let client: Client

  beforeAll(async () => {
    await plantAccounts(posthorn(), [
      ['acc_p', 'acc_root'],
      ['acc_m', 'acc_p'],
      ['acc_x', 'acc_root'],
    ])
    const { key } = await posthorn().client.createApiKey({ account: 'acc_p', environment: 'test', name: 'till', scopes: ['*'] })
    client = createClient({ baseUrl: posthorn().baseUrl, apiKey: key, reason: 'tested' })
  })
  afterEach(async () => {
    await Promise.all(receivers.splice(0).map((receiver) => receiver.stop()))
    for (const { id } of (await client.listSubscriptions()).items) await client.deleteSubscription({ id })
  })

  const register = async (settings: Settings = {}, by = client) => {
    const receiver = await startReceiver()
    receivers.push(receiver)
    const subscription = await by.createSubscription({ url: receiver.url, eventTypes: ['payment.*'], activate: true, ...settings })
    return { receiver, ...subscription }
  }
  const first = (receiver: Receiver) => eventually(() => receiver.received()[0] ?? Promise.reject(new Error('nothing yet')))
  const refusal = (ask: Promise<unknown>) =>
    ask.then(
      () => undefined,
      (error: unknown) => (error instanceof ProblemError ? error.problem : error),
    )
  const stored = async () => (await client.listEvents({ limit: 1 })).items[0]?.id

  it('S4-3: is the example of its type, signed like any other, and marked as a test for its receiver and in lists', async () => {
    const { receiver, secret, id: subscription } = await register()
    const simulation = await client.simulateEvent({ type: 'payment.settled' })
    const { example } = await client.getEventType({ type: 'payment.settled' })
    expect(simulation).toMatchObject({ type: 'payment.settled', account: 'acc_p', test: true, duplicate: false, data: example })
    expect(simulation.correlationId).toBe(simulation.id)
    const { headers, body } = await first(receiver)
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({
      id: simulation.id,
      type: 'payment.settled',
      environment: 'test',
      origin: 'processor',
      correlationId: simulation.id,
      test: true,
      data: example,
    })
    expect(headers).toMatchObject({ 'posthorn-test': 'true', 'webhook-id': simulation.notifications[0]!.id })
    expect((await client.listEvents({ limit: 1 })).items).toMatchObject([{ id: simulation.id, test: true, environment: 'test' }])
    expect((await client.listNotifications({ subscription })).items).toMatchObject([{ event: simulation.id, test: true }])
    const { id } = await client.publishEvent({ type: 'payment.settled', data: example })
    expect((await client.listNotifications({ event: id })).items).toMatchObject([{ test: false }])
    await eventually(() => expect(receiver.received()[1]?.headers).not.toHaveProperty('posthorn-test'))
  })

  it('S4-3: is had of every type of the catalogue', async () => {
    const simulated = await Promise.all(catalogue.map(({ type }) => client.simulateEvent({ type })))
    expect(simulated.map(({ data }) => data)).toEqual(catalogue.map(({ example }) => example))
  })

  it('S4-3: has any field as it is asked for, and is refused when it does not fit its type', async () => {
    const { receiver } = await register()
    const members = { id: 'sim-1', correlationId: 'c-1', origin: 'bank', resource: 'pay_9', priority: 'attended' } as const
    const ask = { type: 'payment.failed', ...members, occurredAt: '2026-01-31T09:00:00Z', actor: { kind: 'user', id: 'usr_1' } } as const
    const data = { object: { id: 'pay_9', amount: { value: 1 }, reason: null }, note: ['x'] }
    const simulation = await client.simulateEvent({ ...ask, data })
    const { object } = (await client.getEventType({ type: 'payment.failed' })).example as { object: { amount: object; reason: unknown } }
    const { reason: _, ...others } = object
    const made = { ...others, id: 'pay_9', amount: { ...object.amount, value: 1 } }
    expect(simulation.data).toMatchObject({ object: made, note: ['x'] })
    expect(simulation.data['object']).toEqual(made)
    expect(JSON.parse((await first(receiver)).body.toString())).toMatchObject({
      ...{ id: 'sim-1', correlationId: 'c-1', origin: 'bank', sequence: 1, occurredAt: '2026-01-31T09:00:00.000Z' },
      actor: { kind: 'user', id: 'usr_1' },
      data: simulation.data,
    })
    expect(await client.simulateEvent({ ...ask, data })).toEqual({ ...simulation, duplicate: true })
    expect(await refusal(client.simulateEvent({ ...ask, data: {} }))).toMatchObject({ code: 'event_id_conflict' })
    expect(await refusal(client.simulateEvent({ type: 'payment.failed', data: { object: { amount: { value: 'much' } } } }))).toMatchObject({
      code: 'validation_failed',
      errors: [{ pointer: '/data/object/amount/value' }],
    })
    expect(await refusal(client.simulateEvent({ type: freshType() }))).toMatchObject({ errors: [{ pointer: '/type' }] })
    expect(await refusal(client.simulateEvent({ type: 'payment.failed', account: 'acc_x' }))).toMatchObject({
      errors: [{ pointer: '/account' }],
    })
  })

  it('S4-3: goes to one subscription, whatever that is registered for, and to nobody else', async () => {
    const merchant = (await keyOf(posthorn(), 'acc_m', 'test')).client
    const other = await register()
    const { id: subscription, receiver } = await register({ eventTypes: ['refund.*'] }, merchant)
    const simulation = await client.simulateEvent({ type: 'payment.settled', subscription, id: 'one-1' })
    expect(simulation).toMatchObject({ account: 'acc_m', notifications: [{ subscription }] })
    expect(JSON.parse((await first(receiver)).body.toString())).toMatchObject({ account: 'acc_m', test: true })
    expect(await refusal(client.simulateEvent({ type: 'payment.settled', account: 'acc_m', id: 'one-1' }))).toMatchObject({
      code: 'event_id_conflict',
    })
    const below = await client.simulateEvent({ type: 'payment.settled', subscription: other.id, account: 'acc_m' })
    expect(JSON.parse((await first(other.receiver)).body.toString())).toMatchObject({ id: below.id, account: 'acc_m' })
    expect(await refusal(client.simulateEvent({ type: 'payment.settled', subscription, account: 'acc_p' }))).toMatchObject({
      errors: [{ pointer: '/account', detail: expect.stringContaining('acc_m') }],
    })
    expect((await client.listNotifications({ subscription: other.id })).items).toHaveLength(1)
  })

  it('S4-3: is held like any other while its subscription is paused, and is not for one that is not active', async () => {
    const { id: subscription } = await register()
    await client.pauseSubscription({ id: subscription })
    const { notifications } = await client.simulateEvent({ type: 'payment.settled', subscription })
    expect(await client.getNotification({ id: notifications[0]!.id })).toMatchObject({ state: 'held', test: true })
    const { id: inactive } = await register({ activate: false })
    expect(await refusal(client.simulateEvent({ type: 'payment.settled', subscription: inactive }))).toMatchObject({
      code: 'wrong_state',
      detail: 'the subscription is created: activate it first',
    })
  })

  it('S4-3: is never live: neither by a live key nor to a live subscription', async () => {
    const live = (await keyOf(posthorn(), 'acc_p')).client
    const { id: subscription, receiver } = await register({}, live)
    const before = await stored()
    expect(await refusal(live.simulateEvent({ type: 'payment.settled', subscription }))).toMatchObject({
      code: 'forbidden',
      detail: expect.stringContaining('use a key that was made with "environment": "test"'),
    })
    expect(await refusal(client.simulateEvent({ type: 'payment.settled', subscription }))).toMatchObject({
      errors: [{ pointer: '/subscription', detail: expect.stringContaining('of the environment test') }],
    })
    expect(await stored()).toBe(before)
    expect((await live.getCurrentKey()).operations).not.toContain('simulateEvent')
    const { notifications } = await client.simulateEvent({ type: 'payment.settled' })
    expect(notifications).toEqual([])
    expect(receiver.received()).toEqual([])
    await live.deleteSubscription({ id: subscription })
  })

  it('S4-3: may be of a type of the account', async () => {
    const type = freshType()
    await client.createEventType({ type, description: 'x', schema: { type: 'object' }, example: { parcels: 2, to: 'Ipoh' } })
    expect(await client.simulateEvent({ type, data: { parcels: 3 } })).toMatchObject({ data: { parcels: 3, to: 'Ipoh' } })
  })

  it('S4-3: with the key of a project goes to the webhooks of that project alone', async () => {
    const project = await client.createProject({ name: 'Shop' })
    const { key } = await client.createApiKey({ project: project.id, name: 'till', scopes: ['simulations:write'] })
    const own = await client.createAttachment({ id: project.id, product: (await plantProduct(posthorn().client)).id })
    const webhook = await register({ attachment: own.id })
    const ofAccount = await register()
    const elsewhere = (await client.createProject({ name: 'Other' })).id
    expect(await refusal(client.simulateEvent({ type: 'payment.settled', subscription: webhook.id, project: elsewhere }))).toMatchObject({
      errors: [{ pointer: '/project', detail: expect.stringContaining(project.id) }],
    })
    const as = createClient({ baseUrl: posthorn().baseUrl, apiKey: key })
    const simulation = await as.simulateEvent({ type: 'payment.settled', subscription: webhook.id })
    expect(JSON.parse((await first(webhook.receiver)).body.toString())).toMatchObject({ id: simulation.id, project: project.id })
    expect(await refusal(as.simulateEvent({ type: 'payment.settled', subscription: ofAccount.id }))).toMatchObject({
      errors: [{ pointer: '/subscription' }],
    })
    expect(await refusal(as.simulateEvent({ type: 'payment.settled', account: 'acc_m' }))).toMatchObject({
      errors: [{ pointer: '/account' }],
    })
  })

  it('S4-3: is in the audit', async () => {
    const { id: subscription } = await register()
    const { id, notifications } = await client.simulateEvent({ type: 'payment.settled', subscription })
    const [entry] = (await client.listAudit({ target: id })).items
    expect(entry).toMatchObject({ action: 'simulation.create', account: 'acc_p' })
    expect(JSON.parse(entry!.after!)).toEqual({ type: 'payment.settled', subscription, notifications: [notifications[0]!.id] })
  })
})
