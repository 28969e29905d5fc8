import { describe, expect, it } from '@jest/globals'
import { Webhook } from 'standardwebhooks'
import { eventually } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { startReceiver } from '../helpers/receiver.js'
import { scenes } from '../helpers/scene.js'
import { inTestEnvironment } from '../helpers/test-environment.js'

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString()
const reason = 'rehearsed'

describe('what did not happen', () => {
  const posthorn = sharedPosthorn()
  const scene = scenes(inTestEnvironment(posthorn))

  it('S4-3, S0-19: is in no report and no bulk replay, and is not missed by those whom it was not for', async () => {
    const { client, receiver, subscription, type } = await scene({ schedule: { name: 'custom', delaysSeconds: [] } })
    const other = await startReceiver()
    const matching = await client.createSubscription({ url: other.url, eventTypes: [type, 'refund.*'], activate: true })
    receiver.answers(500)
    const simulated = await client.simulateEvent({ type: 'refund.failed', subscription: subscription.id })
    const published = await client.publishEvent({ type: 'refund.failed', data: simulated.data })
    const [one] = simulated.notifications
    await eventually(async () => expect((await client.getNotification({ id: one!.id })).state).toBe('exhausted'))
    await eventually(async () => expect((await client.getNotification({ id: published.notifications[0]!.id })).state).toBe('delivered'))
    for (const table of ['events', 'notifications'])
      await posthorn().query(`update ${table} set created_at = created_at - interval '1 hour'`)
    for (const [table, column] of [
      ['subscriptions', 'created_at'],
      ['subscription_versions', 'valid_from'],
    ] as const)
      await posthorn().query(`update ${table} set ${column} = ${column} - interval '2 hours'`)
    const { subscriptions } = await client.getEvent({ id: simulated.id })
    expect(subscriptions.find((row) => row.subscription === matching.id)).toMatchObject({
      owed: false,
      reason: 'simulated',
      matchesNow: true,
    })
    const range = { from: hoursAgo(2), to: hoursAgo(0.5) }
    expect(await client.reportUndelivered(range)).toMatchObject({ items: [], allDelivered: true })
    const selected = async (include: 'failed' | 'missing' | 'all') => {
      const { id } = await client.createReplay({ include, filter: { ...range, eventTypes: ['refund.*'] }, dryRun: true, reason })
      const replay = await eventually(async () => {
        const now = await client.getReplay({ id })
        expect(now.state).toBe('completed')
        return now
      })
      return replay.selected
    }
    expect(await selected('failed')).toBe(0)
    expect(await selected('missing')).toBe(0)
    expect(await selected('all')).toBe(1)
    expect(other.received()).toHaveLength(1)
    await other.stop()
  })

  it('S4-3: is marked in what we tell of it, too', async () => {
    const { client, receiver, subscription } = await scene({ schedule: { name: 'custom', delaysSeconds: [] } })
    const operations = await startReceiver()
    const watching = await client.createSubscription({ url: operations.url, eventTypes: ['notification.exhausted'], activate: true })
    receiver.answers(500)
    const { notifications } = await client.simulateEvent({ type: 'payment.settled', subscription: subscription.id })
    // what the others of this file have exhausted may be told of here, too
    const isOfThis = ({ body }: { body: Buffer }) => body.includes(notifications[0]!.id)
    const told = await eventually(() => operations.received().find(isOfThis) ?? Promise.reject(new Error('nothing yet')), {
      withinMs: 20_000,
    })
    expect(told.headers).toHaveProperty('posthorn-test', 'true')
    expect(new Webhook(watching.secret).verify(told.body, told.headers)).toMatchObject({
      test: true,
      data: { object: { id: notifications[0]!.id } },
    })
    await operations.stop()
  })
})
