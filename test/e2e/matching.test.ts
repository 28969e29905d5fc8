import { afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { type Client, ProblemError } from '../../src/client/client.js'
import { keyOf, plantAccounts } from '../helpers/accounts.js'
import { eventually } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { type Receiver, startReceiver } from '../helpers/receiver.js'
import { freshType } from '../helpers/scene.js'

type Request = Parameters<Client['createSubscription']>[0]
type Event = Exclude<Parameters<Client['publishEvent']>[0], string>

/** reseller acc_r over portfolio acc_p over merchants acc_m and acc_n, and over merchant acc_o; acc_x stands beside. */
const tree = [
  ['acc_r', 'acc_root'],
  ['acc_p', 'acc_r'],
  ['acc_m', 'acc_p'],
  ['acc_n', 'acc_p'],
  ['acc_o', 'acc_r'],
  ['acc_x', 'acc_root'],
] as const

describe('who gets what', () => {
  const posthorn = sharedPosthorn()
  const clients = new Map<string, Client>()
  const receivers: Receiver[] = []
  const as = (account: string) => clients.get(account)!

  beforeAll(async () => {
    await plantAccounts(posthorn(), tree)
    for (const [id] of tree) clients.set(id, (await keyOf(posthorn(), id)).client)
    clients.set('test', (await keyOf(posthorn(), 'acc_m', 'test')).client)
  })
  afterEach(async () => {
    await Promise.all(receivers.splice(0).map((receiver) => receiver.stop()))
  })

  /** An active subscription, and the accounts of the events that its receiver has got. */
  const register = async (account: string, request: Omit<Request, 'url'>) => {
    const receiver = await startReceiver()
    receivers.push(receiver)
    const subscription = await as(account).createSubscription({ url: receiver.url, activate: true, ...request })
    const got = <Member extends string>(member: Member) =>
      receiver.received().map(({ body }) => (JSON.parse(body.toString()) as Record<Member, unknown>)[member])
    return { ...subscription, got }
  }
  const publish = (account: string, event: Omit<Event, 'data'> & { data?: Event['data'] }) =>
    as(account).publishEvent({ data: {}, ...event })

  it("a reseller gets its merchants' events, at one endpoint (S2-4)", async () => {
    const type = freshType()
    const reseller = await register('acc_r', { eventTypes: [type], scope: 'descendants' })
    const portfolio = await register('acc_p', { eventTypes: [type] })
    for (const account of ['acc_x', 'acc_r', 'acc_p', 'acc_m', 'acc_o']) await publish(account, { type })
    await eventually(() => expect(reseller.got('account').sort()).toEqual(['acc_m', 'acc_o', 'acc_p', 'acc_r']))
    await eventually(() => expect(portfolio.got('account')).toEqual(['acc_p']))
  })

  it('a reseller leaves accounts out, or takes some only, with everything below them (S2-4)', async () => {
    const type = freshType()
    const eventTypes = [type]
    const included = await register('acc_r', { eventTypes, scope: 'descendants', accounts: { include: ['acc_p'], exclude: ['acc_n'] } })
    const excluded = await register('acc_r', { eventTypes, scope: 'descendants', accounts: { exclude: ['acc_p'] } })
    for (const account of ['acc_r', 'acc_p', 'acc_m', 'acc_n', 'acc_o']) await publish(account, { type })
    await eventually(() => expect(included.got('account').sort()).toEqual(['acc_m', 'acc_p']))
    await eventually(() => expect(excluded.got('account').sort()).toEqual(['acc_o', 'acc_r']))
  })

  it('a change of the registration counts for the very next publish, also by an account below', async () => {
    const type = freshType()
    const { id } = await register('acc_r', { eventTypes: [type] })
    const owed = async () => (await as('acc_r').publishEvent({ type, account: 'acc_m', data: {} })).notifications.length
    expect(await owed()).toBe(0)
    await as('acc_r').updateSubscription({ id, ifMatch: 1, scope: 'descendants' })
    expect(await owed()).toBe(1)
    await as('acc_r').updateSubscription({ id, ifMatch: 2, accounts: { exclude: ['acc_m'] } })
    expect(await owed()).toBe(0)
    await as('acc_r').updateSubscription({ id, ifMatch: 3, accounts: { exclude: ['acc_n'] } })
    expect(await owed()).toBe(1)
    await as('acc_r').pauseSubscription({ id })
    const { id: event } = await as('acc_r').publishEvent({ type, account: 'acc_m', data: {} })
    expect((await as('acc_r').getEvent({ id: event })).notifications).toMatchObject([{ state: 'held' }])
  })

  it('what goes to an account above is nothing to the account of the event (S3-8)', async () => {
    const type = freshType()
    const reseller = await register('acc_r', { eventTypes: [type], scope: 'descendants' })
    const merchant = await register('acc_m', { eventTypes: [type] })
    const event = { id: `evt-${type}`, type, data: {} }
    const published = await as('acc_m').publishEvent(event)
    expect(published.notifications).toMatchObject([{ subscription: merchant.id }])
    expect(await as('acc_m').publishEvent(event)).toEqual({ ...published, duplicate: true })
    await eventually(() => expect(reseller.got('account')).toEqual(['acc_m']))

    const seen = (await as('acc_r').getEvent({ id: event.id, account: 'acc_m' })).notifications
    expect(seen.map(({ subscription }) => subscription).sort()).toEqual([reseller.id, merchant.id].sort())
    const { id } = seen.find(({ subscription }) => subscription === reseller.id)!
    expect(await as('acc_r').getNotification({ id })).toMatchObject({ account: 'acc_r', eventAccount: 'acc_m' })
    expect((await as('acc_r').listAttempts({ id })).items).toHaveLength(1)
    expect((await as('acc_r').listNotifications({ eventType: type })).items).toHaveLength(2)
    expect(await as('acc_r').replayNotification({ id })).toMatchObject({ round: 2 })
    await eventually(() => expect(reseller.got('account')).toEqual(['acc_m', 'acc_m']))

    expect((await as('acc_m').getEvent({ id: event.id })).notifications).toMatchObject([{ subscription: merchant.id }])
    expect((await as('acc_m').listNotifications({ eventType: type })).items).toMatchObject([{ subscription: merchant.id }])
    const asks = [
      as('acc_m').getSubscription({ id: reseller.id }),
      as('acc_m').getNotification({ id }),
      as('acc_m').listAttempts({ id }),
      as('acc_m').cancelNotification({ id }),
      as('acc_m').replayNotification({ id }),
    ]
    const codes = await Promise.all(asks.map((ask) => ask.catch((error: unknown) => error instanceof ProblemError && error.problem.code)))
    expect(codes).toEqual(asks.map(() => 'not_found'))
  })

  it('test events never reach live endpoints, nor live events test endpoints', async () => {
    const type = freshType()
    const live = await register('acc_m', { eventTypes: ['*'] })
    const reseller = await register('acc_r', { eventTypes: [type], scope: 'descendants' })
    const test = await register('test', { eventTypes: [type] })
    await publish('acc_m', { type })
    await publish('test', { type })
    await eventually(() => expect(test.got('environment')).toEqual(['test']))
    await eventually(() => expect(live.got('environment')).toEqual(['live']))
    await eventually(() => expect(reseller.got('environment')).toEqual(['live']))
    await as('acc_m').deleteSubscription({ id: live.id })
  })

  it('an id that was published live is not to be had in the test environment', async () => {
    const event = { id: `evt-${freshType()}`, type: freshType(), data: {} }
    await as('acc_m').publishEvent(event)
    await expect(as('test').publishEvent(event)).rejects.toMatchObject({ problem: { code: 'event_id_conflict' } })
  })

  it('events come from the origins that were asked for (S2-1)', async () => {
    const type = freshType()
    const { got } = await register('acc_m', { eventTypes: [type], origins: ['bank', 'system'] })
    for (const origin of ['api', 'bank', 'processor', 'system'] as const) await publish('acc_m', { type, origin })
    await eventually(() => expect(got('origin').sort()).toEqual(['bank', 'system']))
  })

  it('events are of the project that was asked for', async () => {
    const type = freshType()
    const one = await register('acc_m', { eventTypes: [type], project: 'prj_1' })
    const any = await register('acc_m', { eventTypes: [type] })
    await publish('acc_m', { type, project: 'prj_1' })
    await publish('acc_m', { type, project: 'prj_2' })
    await publish('acc_m', { type })
    await eventually(() => expect(any.got('project').sort()).toEqual(['prj_1', 'prj_2', undefined]))
    await eventually(() => expect(one.got('project')).toEqual(['prj_1']))
  })

  it('events have the data that were asked for', async () => {
    const type = freshType()
    const filter = {
      all: [
        { path: '/object/amount', gte: 1000 },
        { path: '/object/currency', in: ['EUR', 'USD'] },
        { not: { path: '/object/test', exists: true } },
      ],
    }
    const large = await register('acc_m', { eventTypes: [type], filter })
    const one = await register('acc_r', { eventTypes: [type], scope: 'descendants', filter: { path: '/object/merchant', equals: 'm-7' } })
    const objects = [
      { amount: 1000, currency: 'EUR' },
      { amount: 999, currency: 'EUR', merchant: 'm-7' },
      { amount: 5000, currency: 'USD', merchant: 'm-8' },
      { amount: 5000, currency: 'MYR' },
      { amount: 5000, currency: 'USD', test: null },
      {},
    ]
    for (const object of objects) await publish('acc_m', { type, data: { object } })
    await eventually(() => expect(large.got('data')).toHaveLength(2))
    expect(large.got('data')).toEqual(expect.arrayContaining([{ object: objects[0] }, { object: objects[2] }]))
    await eventually(() => expect(one.got('data')).toEqual([{ object: objects[1] }]))
  })

  it('decimals that are published in quotes are compared to the last digit', async () => {
    const type = freshType()
    const { id } = await register('acc_m', { eventTypes: [type], filter: { path: '/amount', gt: '9007199254740992.1' } })
    const owed = async (amount: string) =>
      (await publish('acc_m', { type, data: { amount } })).notifications.map(({ subscription }) => subscription)
    expect(await owed('9007199254740992.10')).toEqual([])
    expect(await owed('9007199254740992.11')).toEqual([id])
  })

  it('an account that moves takes its events along', async () => {
    const type = freshType()
    const { id } = await register('acc_r', { eventTypes: [type], scope: 'descendants' })
    await plantAccounts(posthorn(), [
      ['acc_mover', 'acc_o'],
      ['acc_below', 'acc_mover'],
    ])
    const { client } = await keyOf(posthorn(), 'acc_below')
    const { client: root } = await keyOf(posthorn(), 'acc_root')
    const owed = async () => {
      const event = await client.publishEvent({ type, data: {} })
      return (await root.getEvent({ id: event.id, account: 'acc_below' })).notifications.map(({ subscription }) => subscription)
    }
    expect(await owed()).toEqual([id])
    await root.updateAccount({ id: 'acc_mover', ifMatch: 1, parent: 'acc_x' })
    expect(await owed()).toEqual([])
    expect((await as('acc_r').listNotifications({ eventType: type })).items).toMatchObject([{ eventAccount: 'acc_below' }])
  })
})
