import { describe, expect, it } from '@jest/globals'
import { keyOf } from '../helpers/accounts.js'
import { eventually } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { startReceiver } from '../helpers/receiver.js'
import { freshType, scenes } from '../helpers/scene.js'

describe('an event', () => {
  const posthorn = sharedPosthorn()
  const scene = scenes(posthorn)

  /** What the event says of one subscription. */
  const coverage = async (id: string, subscription: string) =>
    (await posthorn().client.getEvent({ id })).subscriptions.find((entry) => entry.subscription === subscription)

  it('says what became of it for everybody who is owed it', async () => {
    const { client, receiver, subscription, type, publish } = await scene({ schedule: { name: 'custom', delaysSeconds: [600] } })
    const paused = await client.createSubscription({ url: receiver.url, eventTypes: [type], activate: true })
    await client.pauseSubscription({ id: paused.id })
    receiver.answers(503)
    const { id, notifications } = await publish()
    await eventually(async () =>
      expect(await coverage(id, subscription.id)).toMatchObject({
        owed: true,
        notification: notifications.find((of) => of.subscription === subscription.id)!.id,
        state: 'retrying',
        attempts: 1,
        lastOutcome: 'failed',
        replayable: false,
      }),
    )
    expect(await coverage(id, paused.id)).toMatchObject({ owed: true, state: 'held' })
    await client.deleteSubscription({ id: paused.id })
  })

  it('says of everybody else why not', async () => {
    const { client, receiver, type, publish } = await scene()
    const register = async (changes: Partial<Parameters<typeof client.createSubscription>[0]>) =>
      (await client.createSubscription({ url: receiver.url, eventTypes: [type], activate: true, ...changes })).id
    const expected: [string, string, boolean][] = [
      [await register({ eventTypes: ['refund.*'] }), 'other_type', false],
      [await register({ activate: false }), 'not_activated', false],
      [await register({ origins: ['bank'] }), 'other_origin', false],
      [await register({ project: 'prj_other' }), 'other_project', false],
      [await register({ filter: { path: '/amount', gt: 1 } }), 'other_data', false],
      [await register({ account: await merchant() }), 'absent', false],
    ]
    const { id } = await publish()
    expected.push([await register({}), 'created_later', true], [await register({ eventTypes: ['refund.*'] }), 'created_later', false])
    for (const [subscription, reason, matchesNow] of expected) {
      const answer = await coverage(id, subscription)
      if (reason === 'absent') expect(answer).toBeUndefined()
      else expect(answer).toMatchObject({ owed: false, reason, matchesNow })
      await client.deleteSubscription({ id: subscription })
    }
  })

  it('is judged by the subscription as it was, whatever was changed later', async () => {
    const { client, receiver, type, publish } = await scene()
    const { id: subscription, version } = await client.createSubscription({ url: receiver.url, eventTypes: ['refund.*'], activate: true })
    await longAgo(subscription)
    const { id } = await publish()
    await client.updateSubscription({ id: subscription, ifMatch: version, eventTypes: [type] })
    expect(await coverage(id, subscription)).toMatchObject({ owed: false, reason: 'other_type', version, matchesNow: true })
    await client.deleteSubscription({ id: subscription })
  })

  it('does not hide a notification that was lost', async () => {
    const { subscription, publish } = await scene()
    await longAgo(subscription.id)
    const { id } = await publish()
    await posthorn().query('delete from notifications where event_id = $1', [id])
    expect(await coverage(id, subscription.id)).toMatchObject({ owed: true, notification: null, state: null })
  })

  it('says what a replay can mend', async () => {
    const { client, receiver, subscription, publish } = await scene({ schedule: { name: 'custom', delaysSeconds: [] } })
    receiver.answers(500)
    const { id } = await publish()
    await eventually(async () => expect(await coverage(id, subscription.id)).toMatchObject({ state: 'exhausted', replayable: true }))
    await client.deleteSubscription({ id: subscription.id })
    expect(await coverage(id, subscription.id)).toMatchObject({ state: 'exhausted', replayable: false })
  })

  it('does not tell an account of the subscriptions above it', async () => {
    const account = await merchant()
    const { client } = await keyOf(posthorn(), account)
    const receiver = await startReceiver()
    const type = freshType()
    const above = await posthorn().client.createSubscription({
      url: receiver.url,
      eventTypes: [type],
      scope: 'descendants',
      activate: true,
    })
    const own = await client.createSubscription({ url: receiver.url, eventTypes: [type], activate: true })
    const { id } = await client.publishEvent({ type, data: {} })
    expect((await client.getEvent({ id })).subscriptions.map(({ subscription }) => subscription)).toEqual([own.id])
    expect(await coverage(id, own.id)).toMatchObject({ owed: true })
    expect(await coverage(id, above.id)).toMatchObject({ owed: true })
    await posthorn().client.deleteSubscription({ id: above.id })
    await receiver.stop()
  })

  it('lists at most 100 of those it was not for, and says so', async () => {
    const account = await merchant()
    await posthorn().query(
      `insert into subscriptions (id, account_id, url, host, event_types, schedule, timeout_ms, state)
       select 'sub_many' || n, $1, 'https://a.example/', 'a.example', '{refund.*}', '{"name":"payments-72h"}', 1000, 'active' from generate_series(1, 101) n`,
      [account],
    )
    const { id } = await posthorn().client.publishEvent({ type: freshType(), account, data: {} })
    const { subscriptions, moreSubscriptions } = await (await keyOf(posthorn(), account)).client.getEvent({ id })
    expect({ listed: subscriptions.length, moreSubscriptions }).toEqual({ listed: 100, moreSubscriptions: true })
    expect(subscriptions[0]).toMatchObject({ owed: false, reason: 'other_type' })
  })

  /** Moves what is known of a subscription a minute back: away from the moment of an event that is published now. */
  async function longAgo(subscription: string): Promise<void> {
    await posthorn().query(`update subscription_versions set valid_from = valid_from - interval '1 minute' where subscription_id = $1`, [
      subscription,
    ])
  }

  const merchant = async () => (await posthorn().client.createAccount({ name: 'Shop' })).id
})
