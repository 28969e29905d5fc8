import { describe, expect, it } from '@jest/globals'
import { ProblemError } from '../../src/client/client.js'
import { eventually, until } from '../helpers/eventually.js'
import { send } from '../helpers/http.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import type { Received } from '../helpers/receiver.js'
import { type Scene, scenes } from '../helpers/scene.js'

/** A thousand times as fast, and one attempt at a time. */
const posthorn = sharedPosthorn({ env: { POSTHORN_SCHEDULE_SPEED: '1000', POSTHORN_OPEN_ATTEMPTS_PER_SUBSCRIPTION: '1' } })
const scene = scenes(posthorn)
const reaches = ({ client }: Scene, id: string, state: string) =>
  eventually(async () => expect(await client.getNotification({ id })).toMatchObject({ state }))

describe('a schedule', () => {
  it('S2-14 S2-15: of unipay resends after 5, 15 and 30 minutes until the notification id comes back', async () => {
    const here = await scene({ style: { name: 'unipay' }, confirmation: { name: 'unipay-notification-id' }, schedule: { name: 'unipay' } })
    const echo = ({ body }: Received) => {
      const { notificationId } = JSON.parse(body.toString()) as { notificationId: string }
      return { status: 200, body: JSON.stringify({ notificationId }) }
    }
    here.receiver.answers(200, 200, 200, echo)
    const id = await here.notify()
    await reaches(here, id, 'delivered')
    const { items } = await here.client.listAttempts({ id })
    expect(items.map(({ outcome }) => outcome)).toEqual(['unconfirmed', 'unconfirmed', 'unconfirmed', 'confirmed'])
    const waits = items
      .slice(0, 3)
      .map(({ startedAt, timings, nextAttemptAt }) => Date.parse(nextAttemptAt!) - Date.parse(startedAt) - timings.totalMs)
    for (const [i, seconds] of [300, 900, 1800].entries()) expect(waits[i]).toBeGreaterThanOrEqual(seconds * 0.9 - 5)
  })

  it('that is changed holds for waiting notifications at their next decision (S2-15)', async () => {
    const here = await scene({ schedule: { name: 'custom', delaysSeconds: [2_000_000, 2_000_000] } })
    here.receiver.answers(503, 503, 200)
    const id = await here.notify()
    await reaches(here, id, 'retrying')
    const { id: subscription, version } = here.subscription
    const geometric = { firstSeconds: 50, factor: 2 }
    await here.client.updateSubscription({
      id: subscription,
      ifMatch: version,
      schedule: { name: 'custom', geometric, endSeconds: 3_600_000 },
    })
    await until(Date.now() + 1_000)
    await here.client.retryNotificationNow({ id })
    await reaches(here, id, 'delivered')
    const [, second] = (await here.client.listAttempts({ id })).items
    expect(Date.parse(second!.nextAttemptAt!) - Date.parse(second!.startedAt)).toBeLessThan(1_000)
  })

  it.each([
    [{ name: 'hourly' }, '/schedule/name'],
    [{ name: 'payments-72h', delaysSeconds: [1] }, '/schedule/delaysSeconds'],
    [{ name: 'unipay', delaysSeconds: [0] }, '/schedule/delaysSeconds/0'],
    [{ name: 'custom' }, '/schedule'],
    [{ name: 'custom', delaysSeconds: [1], arithmetic: { firstSeconds: 1, stepSeconds: 1 } }, '/schedule'],
    [{ name: 'custom', geometric: { firstSeconds: 1, factor: 2 } }, '/schedule/endSeconds'],
    [{ name: 'custom', geometric: { firstSeconds: 1, factor: 0.5 }, endSeconds: 60 }, '/schedule/geometric/factor'],
  ])('is refused when it is %j', async (schedule, pointer) => {
    const body = { url: 'https://receiver.example.com/hooks/3f6c0a51', eventTypes: ['payment.*'], schedule }
    const { status, json } = await send(posthorn(), { method: 'POST', path: '/v1/subscriptions', body })
    expect({ status, pointer: json.errors?.[0]?.pointer }).toEqual({ status: 422, pointer })
  })

  it('S2-15: is published with its timetable, and shown with the subscription', async () => {
    const { client } = posthorn()
    const { items } = await client.listSchedules({})
    expect(items.map(({ name }) => name)).toEqual([
      'payments-72h',
      'standard-webhooks',
      'adyen-30d',
      'unipay',
      'azupay',
      'fixed-hourly-24h',
    ])
    const shown = await client.getSchedule({ name: 'azupay', from: '2026-01-31T09:15:00Z' })
    expect(shown).toMatchObject({ ...items.find(({ name }) => name === 'azupay'), jitter: 0.1, endSeconds: null })
    expect(shown.timetable.slice(0, 4)).toEqual([
      { attempt: 1, afterSeconds: 0, at: '2026-01-31T09:15:00.000Z' },
      { attempt: 2, afterSeconds: 20, at: '2026-01-31T09:15:20.000Z' },
      { attempt: 3, afterSeconds: 40, at: '2026-01-31T09:15:40.000Z' },
      { attempt: 4, afterSeconds: 940, at: '2026-01-31T09:30:40.000Z' },
    ])
    expect(Date.parse((await client.getSchedule({ name: 'azupay' })).timetable[0]!.at)).toBeGreaterThan(Date.now() - 60_000)
    const unknown = await client.getSchedule({ name: 'hourly' }).catch((error: unknown) => error)
    expect(unknown instanceof ProblemError && unknown.problem.code).toBe('not_found')
    const { subscription } = await scene({ schedule: { name: 'unipay', delaysSeconds: [60] } })
    expect(subscription).toMatchObject({ timetable: [0, 300, 1200, 1260], deadlineSeconds: null })
  })
})

describe('a deadline (S2-6)', () => {
  it('ends what cannot be attempted in time, however long the schedule is', async () => {
    const here = await scene({ deadlineSeconds: 1_500, schedule: { name: 'custom', delaysSeconds: [500, 500, 500, 500] } })
    here.receiver.answers(503)
    const id = await here.notify()
    await reaches(here, id, 'exhausted')
    const { createdAt, endReason } = await here.client.getNotification({ id })
    const { items } = await here.client.listAttempts({ id })
    // the last attempt knows that the next would be too late, unless what is due before the deadline is not attempted in time
    expect([items.at(-1)?.decision, endReason]).toContainEqual(expect.stringMatching(/^(exhausted|deadline)$/))
    expect(items.length).toBeLessThan(5)
    for (const { startedAt } of items) expect(Date.parse(startedAt) - Date.parse(createdAt)).toBeLessThanOrEqual(1_500)
  })

  it('ends what was held until it had passed, without an attempt, and a replay counts anew', async () => {
    const here = await scene({ deadlineSeconds: 1_000 })
    await here.client.pauseSubscription({ id: here.subscription.id })
    const id = await here.notify()
    await until(Date.now() + 1_100)
    await here.client.resumeSubscription({ id: here.subscription.id })
    await reaches(here, id, 'exhausted')
    expect(await here.client.getNotification({ id })).toMatchObject({ attempts: 0, endReason: 'deadline' })
    await here.client.replayNotification({ id })
    await reaches(here, id, 'delivered')
  })
})

describe('the priority of an event', () => {
  it('S3-11 S4-18: lets it go first where not all can', async () => {
    const { client, receiver, type } = await scene()
    const release = receiver.hold()
    const waiting = async () =>
      Number(/^posthorn_attempts_waiting (\d+)$/m.exec(await (await fetch(`${posthorn().baseUrl}/metrics`)).text())?.[1])
    for (const [i, priority] of (['unattended', 'unattended', 'unattended', 'attended'] as const).entries()) {
      await client.publishEvent({ type, priority, data: { number: i } })
      await eventually(async () => expect([receiver.received().length, await waiting()]).toEqual([1, i]))
    }
    release()
    await eventually(() => expect(receiver.received()).toHaveLength(4))
    const order = receiver.received().map(({ body }) => (JSON.parse(body.toString()) as { data: { number: number } }).data.number)
    expect(order).toEqual([0, 3, 1, 2])
  })
})
