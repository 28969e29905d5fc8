import { afterEach, describe, expect, it } from '@jest/globals'
import { findEventType } from '../../src/catalogue/catalogue.js'
import { eventually as eventuallyWithin } from '../helpers/eventually.js'
import { keyOf, plantAccounts } from '../helpers/accounts.js'
import { sharedPosthorn, startPosthorn, type Posthorn } from '../helpers/posthorn.js'
import { startReceiver, type Receiver } from '../helpers/receiver.js'
import { freshType } from '../helpers/scene.js'
import { createSchemaCompiler } from '../../src/api/event-data/compile-schema.js'
import { randomBytes } from 'node:crypto'

/** Nodes that share their stores share the key that seals the secrets in them. */
const env = { POSTHORN_FAILING_AFTER_SECONDS: '1', POSTHORN_SEALING_KEY: randomBytes(32).toString('base64') }
const posthorn = sharedPosthorn({ env })

/** Told about a second later, and delivered like anything else: a busy machine takes its time. */
const eventually = <T>(check: () => T | Promise<T>) => eventuallyWithin(check, { withinMs: 30_000 })

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end()))
})

const ownTypes = ['subscription.failing', 'subscription.recovered', 'subscription.paused', 'notification.exhausted']

/** An account with an endpoint, another for what is told of it, and a way to publish to the first. */
async function stage(delaysSeconds: number[], listenerDelays = [1, 1, 1]) {
  const account = `acc_${randomBytes(6).toString('hex')}`
  await plantAccounts(posthorn(), [[account, 'acc_root']])
  const { client } = await keyOf(posthorn(), account)
  const [receiver, listener] = [await startReceiver(), await startReceiver()]
  ends.push(receiver.stop, listener.stop)
  const type = freshType()
  const subscription = await client.createSubscription({
    url: receiver.url,
    eventTypes: [type, ...ownTypes],
    schedule: { name: 'custom', delaysSeconds },
    activate: true,
  })
  const schedule = { name: 'custom' as const, delaysSeconds: listenerDelays }
  await client.createSubscription({ url: listener.url, eventTypes: ownTypes, schedule, activate: true })
  const publish = () => client.publishEvent({ type, data: {} })
  return { account, client, receiver, listener, subscription, type, publish }
}

interface Told {
  id: string
  type: string
  origin: string
  account: string
  data: { object: Record<string, unknown> }
}
/** Each once: a delivery that is repeated, as any may be, has the same id, and what is told twice has not. */
const toldTo = (receiver: Receiver): Told[] => {
  const told = receiver.received().map(({ body }) => JSON.parse(body.toString()) as Told)
  return [...new Map(told.map((event) => [event.id, event])).values()]
}
const typesTo = (receiver: Receiver) => toldTo(receiver).map(({ type }) => type)
const backdate = ({ query }: Posthorn, id: string) =>
  query(
    `with n as (update notifications set round_started_at = round_started_at - interval '6 days' where subscription_id = $1 returning 1)
     update subscriptions set failing_since = failing_since - interval '6 days' where id = $1`,
    [id],
  )
const auditOf = async ({ query }: Posthorn, id: string) =>
  (await query(`select action, actor_kind from audit_entries where target = $1 order by sequence`, [id])).map(
    ({ action, actor_kind }) => `${String(action)} by ${String(actor_kind)}`,
  )

describe('an endpoint that fails (S4-15)', () => {
  it('is told to be failing, is paused when it goes on, and nothing is told twice', async () => {
    const here = await stage([1])
    const { id } = here.subscription
    const second = await startPosthorn({ beside: posthorn(), env })
    ends.push(second.stop)
    here.receiver.answers(503)
    await here.publish()
    await eventually(() => expect(typesTo(here.listener).sort()).toEqual(['notification.exhausted', 'subscription.failing']))
    expect((await here.client.getSubscription({ id })).failingSince).not.toBeNull()
    const failing = toldTo(here.listener).find(({ type }) => type === 'subscription.failing')!
    expect(failing).toMatchObject({
      origin: 'system',
      actor: { kind: 'system', id: 'posthorn' },
      account: here.account,
      data: { object: { id, failures: 1, status: 'active' } },
    })
    expect(failing.data.object['reason']).toEqual({ code: 'http_503', text: 'HTTP 503' })
    await backdate(posthorn(), id)
    await eventually(async () =>
      expect(await here.client.getSubscription({ id })).toMatchObject({
        state: 'paused',
        failingSince: null,
        stateReason: { code: 'failing_too_long', text: 'nothing was confirmed for 5 days', by: { kind: 'node' } },
      }),
    )
    await eventually(() => expect(typesTo(here.listener)).toContain('subscription.paused'))
    expect(await auditOf(posthorn(), id)).toEqual([
      'subscription.create by key',
      'subscription.failing by node',
      'subscription.pause by node',
    ])
    // nothing comes of what the other node had under way
    await second.kill('SIGTERM')
    expect(typesTo(here.listener).sort()).toEqual(['notification.exhausted', 'subscription.failing', 'subscription.paused'])
    // it is registered for them, and gets none of those that are about itself
    expect(typesTo(here.receiver).filter((type) => ownTypes.includes(type))).toEqual([])
    const { subscriptions } = await here.client.getEvent({ id: failing.id })
    expect(subscriptions).toContainEqual(expect.objectContaining({ subscription: id, owed: false, reason: 'about_itself' }))
  }, 90_000)

  it('is told to have recovered once it confirms again', async () => {
    const here = await stage([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1])
    const { id } = here.subscription
    here.receiver.answers(503)
    await here.publish()
    await eventually(() => expect(typesTo(here.listener)).toEqual(['subscription.failing']))
    here.receiver.answers(200)
    await eventually(() => expect(typesTo(here.listener)).toEqual(['subscription.failing', 'subscription.recovered']))
    expect(await here.client.getSubscription({ id })).toMatchObject({ state: 'active', failingSince: null })
    const history = (await here.client.listSubscriptionHistory({ id })).items.map(({ action }) => action)
    expect(history).toEqual(['subscription.recovered', 'subscription.failing', 'subscription.create'])
  }, 90_000)

  it('is not failing while it confirms other notifications', async () => {
    const here = await stage([600])
    here.receiver.answers(503, 200)
    const [poison] = (await here.publish()).notifications
    await eventually(async () => expect((await here.client.getNotification({ id: poison!.id })).state).toBe('retrying'))
    await here.publish()
    const other = await stage([600])
    other.receiver.answers(503)
    await other.publish()
    await eventually(() => expect(typesTo(other.listener)).toEqual(['subscription.failing']))
    expect((await here.client.getSubscription({ id: here.subscription.id })).failingSince).toBeNull()
  }, 90_000)

  it('is told to be paused when it is gone, and names its contact', async () => {
    const here = await stage([600])
    const { id } = here.subscription
    await posthorn().query(`update subscriptions set contact = '{"name":"Operations"}' where id = $1`, [id])
    here.receiver.answers(410)
    await here.publish()
    await eventually(() => expect(typesTo(here.listener)).toEqual(['subscription.paused']))
    expect(toldTo(here.listener)[0]?.data.object).toMatchObject({
      id,
      status: 'paused',
      reason: { code: 'receiver_gone' },
      contact: { name: 'Operations' },
    })
  }, 60_000)

  it('is paused later when the node that heard that it is gone could not do so, and not again once it is resumed', async () => {
    const here = await stage([600])
    const { id } = here.subscription
    here.receiver.answers(410)
    await here.publish()
    await eventually(() => expect(typesTo(here.listener)).toEqual(['subscription.paused']))
    // as if the node had died in between
    await posthorn().query(`update subscriptions set state = 'active', state_changed_at = created_at where id = $1`, [id])
    await eventually(() => expect(typesTo(here.listener)).toEqual(['subscription.paused', 'subscription.paused']))
    expect(await here.client.getSubscription({ id })).toMatchObject({ state: 'paused', stateReason: { code: 'receiver_gone' } })
    await here.client.resumeSubscription({ id })
    here.receiver.answers(200)
    await here.publish()
    await eventually(() => expect(here.receiver.received()).toHaveLength(2))
    expect(await here.client.getSubscription({ id })).toMatchObject({ state: 'active' })
  }, 60_000)
})

describe('a notification that is given up', () => {
  it('is told once for each round, and not when it was itself such an event', async () => {
    const here = await stage([], [])
    here.receiver.answers(503)
    here.listener.answers(503)
    const [given] = (await here.publish()).notifications
    await eventually(() => expect(typesTo(here.listener)).toContain('notification.exhausted'))
    const told = toldTo(here.listener).find(({ type }) => type === 'notification.exhausted')!
    expect(told.data.object).toMatchObject({ id: given!.id, subscription: { id: here.subscription.id }, attempts: 1 })
    await here.client.replayNotification({ id: given!.id })
    const tellings = async () =>
      (await posthorn().query(`select data from own_events where account_id = $1 and type = 'notification.exhausted'`, [here.account]))
        .length
    await eventually(async () => expect(await tellings()).toBe(2))
    // the listener's own notifications have been given up meanwhile, and noted: they are told to nobody
    await eventually(async () => {
      const rows = await posthorn().query(
        `select count(*)::int as open from notifications where account_id = $1 and (state <> 'exhausted' and event_type = 'notification.exhausted' or state = 'exhausted' and announced_round < round and event_type <> $2)`,
        [here.account, here.type],
      )
      expect(rows).toEqual([{ open: 0 }])
    })
    expect(await tellings()).toBe(2)
  }, 60_000)
})

it('what is told fits its event type', async () => {
  const rows = await posthorn().query('select distinct on (type) type, data from own_events')
  expect(rows.map(({ type }) => String(type)).sort()).toEqual([...ownTypes].sort())
  const compile = createSchemaCompiler({ thorough: true })
  const faults = rows.map(({ type, data }) => compile(findEventType(String(type))!.schema)(JSON.parse(String(data))))
  expect(faults.flat()).toEqual([])
})
