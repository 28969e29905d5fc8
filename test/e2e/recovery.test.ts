import { randomBytes } from 'node:crypto'
import { afterEach, describe, expect, it } from '@jest/globals'
import { eventually as eventuallyWithin } from '../helpers/eventually.js'
import { startPosthorn, type Posthorn } from '../helpers/posthorn.js'
import { type Receiver, startReceiver } from '../helpers/receiver.js'

const eventually = <T>(check: () => T | Promise<T>) => eventuallyWithin(check, { withinMs: 60_000 })
const type = 'test.recovering.happened'
const env = { POSTHORN_FAILING_AFTER_SECONDS: '1', POSTHORN_SEALING_KEY: randomBytes(32).toString('base64') }

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

interface Stage {
  readonly posthorn: Posthorn
  readonly receiver: Receiver
  readonly subscription: string
  readonly publish: (count: number) => Promise<string[]>
  readonly states: () => Promise<Record<string, number>>
}

/** An endpoint that answers 503 until it is failing, with one notification that has met it. */
async function stage(more: Record<string, unknown> = {}, settings = {}): Promise<Stage> {
  const posthorn = await startPosthorn({ env: { ...env, ...settings } })
  ends.push(posthorn.stop)
  const receiver = await startReceiver()
  ends.push(receiver.stop)
  receiver.answers(503)
  const schedule = { name: 'custom' as const, delaysSeconds: [...Array<number>(60).fill(2)] }
  const asked = { url: receiver.url, eventTypes: [type], schedule, activate: true, ...more }
  const { id: subscription } = await posthorn.client.createSubscription(asked)
  const publish = async (count: number) => {
    const published = await Promise.all(Array.from({ length: count }, (_, n) => posthorn.client.publishEvent({ type, data: { n } })))
    return published.flatMap(({ notifications }) => notifications.map(({ id }) => id))
  }
  const states = async () => {
    const rows = await posthorn.query('select state, count(*)::int as many from notifications where subscription_id = $1 group by state', [
      subscription,
    ])
    return Object.fromEntries(rows.map(({ state, many }) => [String(state), Number(many)]))
  }
  await publish(1)
  await eventually(async () => expect((await posthorn.client.getSubscription({ id: subscription })).failingSince).not.toBeNull())
  return { posthorn, receiver, subscription, publish, states }
}

describe('a failing endpoint (S4-15)', () => {
  it('is owed what is published without a workflow each, is probed, and gets all of it when it confirms again', async () => {
    const { posthorn, receiver, subscription, publish, states } = await stage()
    const { client } = posthorn
    const ids = await publish(150)
    await eventually(async () => expect(await states()).toEqual({ held: 151 }))
    const before = receiver.received().length
    await eventually(() => expect(receiver.received().length).toBeGreaterThan(before))
    expect(receiver.received().length).toBeLessThan(before + 20)
    expect((await client.getSubscription({ id: subscription })).nextProbeAt).not.toBeNull()
    expect(
      await posthorn.query(`select id from notifications where attempts = 0 and (workflow_id like 'batch%' or workflow_id = any($1))`, [
        ids,
      ]),
    ).toHaveLength(0)
    receiver.answers(200)
    await eventually(async () => expect(await states()).toEqual({ delivered: 151 }))
    await eventually(async () =>
      expect(await client.getSubscription({ id: subscription })).toMatchObject({ state: 'active', failingSince: null, nextProbeAt: null }),
    )
    const [last] = await publish(1)
    await eventually(async () => expect((await client.getNotification({ id: last! })).state).toBe('delivered'))
  })

  it('goes on after kill -9 where it was', async () => {
    const { posthorn, receiver, publish, states } = await stage()
    await publish(30)
    await eventually(async () => expect(await states()).toEqual({ held: 31 }))
    await posthorn.kill('SIGKILL')
    await posthorn.restart()
    expect(await states()).toEqual({ held: 31 })
    receiver.answers(200)
    await eventually(async () => expect(await states()).toEqual({ delivered: 31 }))
  })

  it('is asked at once when an operator wants one of them retried now, or resumes it', async () => {
    const slow = { name: 'custom' as const, delaysSeconds: [...Array<number>(60).fill(250)] }
    const { posthorn, receiver, subscription, publish, states } = await stage({ schedule: slow })
    const { client } = posthorn
    const [, wanted] = await publish(3)
    await eventually(async () => expect(await states()).toEqual({ held: 4 }))
    await eventually(() => expect(receiver.received()).toHaveLength(2))
    await client.retryNotificationNow({ id: wanted! })
    await eventually(async () => expect((await client.listAttempts({ id: wanted! })).items).toHaveLength(1))
    expect((await client.getNotification({ id: wanted! })).state).toBe('held')
    receiver.answers(200)
    expect(await client.resumeSubscription({ id: subscription })).toMatchObject({ failingSince: null })
    await eventually(async () => expect(await states()).toEqual({ delivered: 4 }))
  })

  it('is attempted no longer than the schedule and its deadline say: what waits ends exhausted', async () => {
    const { posthorn, publish, states } = await stage({ deadlineSeconds: 8 })
    const [id] = await publish(5)
    await eventually(async () => expect(await states()).toEqual({ exhausted: 6 }))
    expect(await posthorn.client.getNotification({ id: id! })).toMatchObject({ state: 'exhausted' })
  })
})

it('an endpoint that fails 20 times in a row over ten seconds is failing, however short it has been so', async () => {
  const posthorn = await startPosthorn()
  ends.push(posthorn.stop)
  const receiver = await startReceiver()
  ends.push(receiver.stop)
  receiver.answers(500)
  const schedule = { name: 'custom' as const, delaysSeconds: [...Array<number>(60).fill(1)] }
  const { id } = await posthorn.client.createSubscription({ url: receiver.url, eventTypes: [type], schedule, activate: true })
  for (let n = 0; n < 3; n++) await posthorn.client.publishEvent({ type, data: { n } })
  await eventually(async () => expect((await posthorn.client.getSubscription({ id })).failingSince).not.toBeNull())
  receiver.answers(200)
  await eventually(async () => expect((await posthorn.client.getSubscription({ id })).failingSince).toBeNull())
})
