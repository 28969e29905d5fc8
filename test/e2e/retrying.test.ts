import { describe, expect, it } from '@jest/globals'
import { always, eventually } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { type Receiver, startReceiver } from '../helpers/receiver.js'
import { type Scene, scenes } from '../helpers/scene.js'

const quick = (...delaysSeconds: number[]) => ({ schedule: { name: 'custom' as const, delaysSeconds } })
const gapsMs = (receiver: Receiver) =>
  receiver
    .received()
    .slice(1)
    .map(({ at }, index) => at.getTime() - receiver.received()[index]!.at.getTime())
const stateOf = async ({ client }: Scene, id: string) => (await client.getNotification({ id })).state

describe('a notification that is not confirmed', () => {
  const posthorn = sharedPosthorn()
  const scene = scenes(posthorn)

  it('is attempted again after the delays of its schedule until it is delivered', async () => {
    const here = await scene(quick(0.3, 1))
    here.receiver.answers(500, 503, 204)
    const id = await here.notify()
    await eventually(async () => expect(await stateOf(here, id)).toBe('delivered'))
    const [first, second] = gapsMs(here.receiver)
    expect(first).toBeGreaterThanOrEqual(260)
    expect(second).toBeGreaterThanOrEqual(890)
    expect(second).toBeLessThan(3_000)
  })

  it('is exhausted when the schedule ends, and says so with its attempts', async () => {
    const here = await scene(quick(0.2, 0.2))
    here.receiver.answers({ status: 500, headers: { 'x-why': 'broken' }, body: 'no' })
    const id = await here.notify()
    await eventually(async () => expect(await stateOf(here, id)).toBe('exhausted'))
    expect(await here.client.getNotification({ id })).toMatchObject({
      attempts: 3,
      nextAttemptAt: null,
      lastOutcome: 'failed',
      lastStatus: 500,
      round: 1,
    })
    const { items } = await here.client.listAttempts({ id })
    expect(items.map(({ number, outcome, decision }) => ({ number, outcome, decision }))).toEqual([
      { number: 1, outcome: 'failed', decision: 'retry' },
      { number: 2, outcome: 'failed', decision: 'retry' },
      { number: 3, outcome: 'failed', decision: 'exhausted' },
    ])
    expect(items[0]).toMatchObject({
      address: expect.stringContaining('127.0.0.1'),
      response: { status: 500, headers: { 'x-why': 'broken' }, body: Buffer.from('no').toString('base64') },
    })
    expect(JSON.stringify(items)).not.toContain(here.subscription.secret)
    expect(here.receiver.received()).toHaveLength(3)
  })

  it('makes no second attempt when the schedule has no delays', async () => {
    const here = await scene(quick())
    here.receiver.answers(500)
    const id = await here.notify()
    await eventually(async () => expect(await stateOf(here, id)).toBe('exhausted'))
    expect(here.receiver.received()).toHaveLength(1)
  })

  it.each([301, 302, 307, 308])('after a redirect (%d) that is not followed', async (status) => {
    const elsewhere = await startReceiver()
    const here = await scene(quick())
    here.receiver.answers({ status, headers: { location: elsewhere.url } })
    const id = await here.notify()
    await eventually(async () =>
      expect(await here.client.getNotification({ id })).toMatchObject({ state: 'exhausted', lastOutcome: 'failed', lastStatus: status }),
    )
    expect(elsewhere.received()).toEqual([])
    await elsewhere.stop()
  })

  it.each([400, 401, 404, 408, 425, 429, 500, 502, 504])('is attempted again after HTTP %d', async (status) => {
    const here = await scene(quick(0.1))
    here.receiver.answers(status, 200)
    const id = await here.notify()
    await eventually(async () => expect(await here.client.getNotification({ id })).toMatchObject({ state: 'delivered', attempts: 2 }))
  })

  it.each([
    ['in seconds', () => '2'],
    ['as a date', () => new Date(Date.now() + 3_000).toUTCString()],
  ])('is not attempted before Retry-After %s', async (_, value) => {
    const here = await scene(quick(0.1))
    const retryAfter = value()
    here.receiver.answers({ status: 503, headers: { 'retry-after': retryAfter } }, 200)
    const id = await here.notify()
    await eventually(async () => expect(await stateOf(here, id)).toBe('delivered'))
    const notBefore = Number.isNaN(Number(retryAfter)) ? Date.parse(retryAfter) : here.receiver.received()[0]!.at.getTime() + 2_000
    expect(here.receiver.received()[1]!.at.getTime()).toBeGreaterThanOrEqual(notBefore - 20)
  })

  it.each(['-1', 'NaN', 'soon', '1e12', 'Thu, 01 Jan 1970 00:00:00 GMT'])(
    'is attempted on its schedule when Retry-After is %s',
    async (value) => {
      const here = await scene(quick(0.1))
      here.receiver.answers({ status: 503, headers: { 'retry-after': value } }, 200)
      const id = await here.notify()
      await eventually(async () => expect(await stateOf(here, id)).toBe('delivered'), { withinMs: 5_000 })
    },
  )

  it('is gone after 410, and its subscription is paused', async () => {
    const here = await scene(quick(0.1))
    here.receiver.answers(410)
    const id = await here.notify()
    await eventually(async () =>
      expect(await here.client.getNotification({ id })).toMatchObject({ state: 'gone', attempts: 1, nextAttemptAt: null }),
    )
    await eventually(async () =>
      expect(await here.client.getSubscription({ id: here.subscription.id })).toMatchObject({
        state: 'paused',
        stateReason: { code: 'receiver_gone', text: expect.any(String), by: { kind: 'node', id: expect.any(String) } },
      }),
    )
  })

  it('is attempted again after the receiver was silent for the time-out', async () => {
    const here = await scene({ ...quick(0.1), timeoutMs: 1_000 })
    const release = here.receiver.hold()
    const id = await here.notify()
    await eventually(
      async () => expect(await here.client.getNotification({ id })).toMatchObject({ lastOutcome: 'timeout', lastStatus: null }),
      { withinMs: 5_000 },
    )
    release()
    await eventually(async () => expect(await stateOf(here, id)).toBe('delivered'))
  })

  it('is unreachable while nobody listens', async () => {
    const here = await scene(quick(0.1))
    await here.receiver.stop()
    const id = await here.notify()
    await eventually(async () =>
      expect(await here.client.getNotification({ id })).toMatchObject({ state: 'exhausted', lastOutcome: 'unreachable' }),
    )
    const { items } = await here.client.listAttempts({ id })
    expect(items[0]).toMatchObject({ response: null, reason: expect.stringMatching(/refused/i) })
  })

  it('is not attempted again once it is delivered', async () => {
    const here = await scene(quick(0.1, 0.1))
    const id = await here.notify()
    await eventually(async () => expect(await stateOf(here, id)).toBe('delivered'))
    await always(() => expect(here.receiver.received()).toHaveLength(1), 500)
  })

  it('does not wait for a receiver that is slow', async () => {
    const slow = await scene({ timeoutMs: 30_000 })
    const release = slow.receiver.hold()
    await Promise.all(Array.from({ length: 40 }, () => slow.notify()))
    const fast = await scene()
    const publishedAt = Date.now()
    await fast.notify()
    await eventually(() => expect(fast.receiver.received()).toHaveLength(1))
    expect(Date.now() - publishedAt).toBeLessThan(1_500)
    release()
    await eventually(() => expect(slow.receiver.received()).toHaveLength(40))
  })

  it('shows when the next attempt is due while it waits', async () => {
    const here = await scene({ schedule: { name: 'payments-72h' } })
    here.receiver.answers(503)
    const id = await here.notify()
    const waiting = await eventually(async () => {
      const notification = await here.client.getNotification({ id })
      expect(notification).toMatchObject({ state: 'retrying', attempts: 1 })
      return notification
    })
    const dueInMs = Date.parse(waiting.nextAttemptAt ?? '') - here.receiver.received()[0]!.at.getTime()
    expect(dueInMs).toBeGreaterThan(8_900)
    expect(dueInMs).toBeLessThan(11_500)
  })
})
