import { describe, expect, it } from '@jest/globals'
import { always, eventually, until } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { startReceiver } from '../helpers/receiver.js'
import { scenes } from '../helpers/scene.js'

/** A change holds for every attempt that starts 1 s later. */
const inForce = (changedAt: number) => until(changedAt + 1_000)

describe('a subscription that changes', () => {
  const posthorn = sharedPosthorn()
  const scene = scenes(posthorn)

  it('holds what is published while it is paused, and releases it in full when it is resumed', async () => {
    const { client, receiver, subscription, notify } = await scene()
    expect(await client.pauseSubscription({ id: subscription.id })).toMatchObject({ state: 'paused' })
    await inForce(Date.now())
    const ids = [await notify({ n: 1 }), await notify({ n: 2 }), await notify({ n: 3 })]
    await eventually(async () =>
      expect((await Promise.all(ids.map((id) => client.getNotification({ id })))).map(({ state }) => state)).toEqual([
        'held',
        'held',
        'held',
      ]),
    )
    await always(() => expect(receiver.received()).toEqual([]), 500)
    expect(await client.resumeSubscription({ id: subscription.id })).toMatchObject({ state: 'active' })
    await eventually(async () =>
      expect((await Promise.all(ids.map((id) => client.getNotification({ id })))).map(({ state }) => state)).toEqual([
        'delivered',
        'delivered',
        'delivered',
      ]),
    )
    expect(receiver.received()).toHaveLength(3)
  })

  it('holds a notification that waits for its next attempt', async () => {
    const { client, receiver, subscription, notify } = await scene({ schedule: { name: 'custom', delaysSeconds: [2, 1, 1] } })
    receiver.answers(503)
    const id = await notify()
    await eventually(async () => expect(await client.getNotification({ id })).toMatchObject({ state: 'retrying', attempts: 1 }))
    await client.pauseSubscription({ id: subscription.id })
    await eventually(async () => expect(await client.getNotification({ id })).toMatchObject({ state: 'held', attempts: 1 }))
    receiver.answers(200)
    await client.resumeSubscription({ id: subscription.id })
    await eventually(async () => expect(await client.getNotification({ id })).toMatchObject({ state: 'delivered', attempts: 2 }))
  })

  it('ends what is still open as gone when it is deleted', async () => {
    const { client, receiver, subscription, notify } = await scene({ schedule: { name: 'payments-72h' } })
    receiver.answers(503)
    const id = await notify()
    await eventually(async () => expect(await client.getNotification({ id })).toMatchObject({ state: 'retrying' }))
    await client.deleteSubscription({ id: subscription.id })
    await eventually(async () => expect(await client.getNotification({ id })).toMatchObject({ state: 'gone', nextAttemptAt: null }), {
      withinMs: 30_000,
    })
    await expect(client.getSubscription({ id: subscription.id })).rejects.toMatchObject({ problem: { status: 404 } })
  })

  it('gets nothing that is published after it is deleted', async () => {
    const { client, subscription, publish } = await scene()
    await client.deleteSubscription({ id: subscription.id })
    expect((await publish()).notifications).toEqual([])
  })

  it('delivers to its new address from 1 s after the change, retries included', async () => {
    const moved = await startReceiver()
    const { client, receiver, subscription, notify } = await scene({ schedule: { name: 'custom', delaysSeconds: [2] } })
    receiver.answers(503)
    const id = await notify()
    await eventually(() => expect(receiver.received()).toHaveLength(1))
    await client.updateSubscription({ id: subscription.id, url: moved.url, ifMatch: subscription.version })
    await eventually(async () => expect(await client.getNotification({ id })).toMatchObject({ state: 'delivered' }))
    expect(receiver.received()).toHaveLength(1)
    expect(moved.received()).toHaveLength(1)
    await moved.stop()
  })

  it('gets only the types it asks for after they were changed', async () => {
    const { client, subscription, publish, type } = await scene()
    await client.updateSubscription({ id: subscription.id, eventTypes: ['test.other.happened'], ifMatch: subscription.version })
    expect((await publish()).notifications).toEqual([])
    const changed = await client.getSubscription({ id: subscription.id })
    await client.updateSubscription({ id: subscription.id, eventTypes: [type], ifMatch: changed.version })
    expect((await publish()).notifications).toHaveLength(1)
  })
})
