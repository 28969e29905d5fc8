import { describe, expect, it } from '@jest/globals'
import { eventually } from '../helpers/eventually.js'
import { keyOf } from '../helpers/accounts.js'
import { type Posthorn, sharedPosthorn } from '../helpers/posthorn.js'
import { startReceiver } from '../helpers/receiver.js'
import { freshType, type Scene, scenes } from '../helpers/scene.js'
import { temporal } from '../helpers/temporal.js'

const reason = 'the receiver was down'
const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString()
const range = () => ({ from: hoursAgo(2), to: hoursAgo(0) })
const noRetry = { schedule: { name: 'custom' as const, delaysSeconds: [] } }

/** As if it had been published an hour ago: what is young is not replayed. */
async function anHourLater({ query }: Pick<Posthorn, 'query'>, type: string) {
  await query(`update events set created_at = created_at - interval '1 hour' where type = $1`, [type])
  await query(`update notifications set created_at = created_at - interval '1 hour' where event_type = $1`, [type])
}

const ended = async ({ client }: Pick<Posthorn, 'client'>, id: string, withinMs = 20_000) =>
  await eventually(
    async () => {
      const replay = await client.getReplay({ id })
      expect(replay.endedAt).not.toBeNull()
      return replay
    },
    { withinMs },
  )

describe('a bulk replay', () => {
  const posthorn = sharedPosthorn()
  const scene = scenes(posthorn)

  /** Notifications of a scene that have ended as the receiver's answers let them. */
  async function notifyAll({ client, notify }: Scene, count: number, state: string) {
    const ids = []
    for (let i = 0; i < count; i++) ids.push(await notify({ number: i }))
    for (const id of ids) await eventually(async () => expect((await client.getNotification({ id })).state).toBe(state))
    return ids
  }

  it('opens a round of whatever failed in the range, and of nothing else; the attempts name it (S4-15)', async () => {
    const here = await scene(noRetry)
    const { client, receiver, type } = here
    receiver.answers(500)
    const failed = await notifyAll(here, 3, 'exhausted')
    receiver.answers(200)
    const [delivered] = await notifyAll(here, 1, 'delivered')
    await anHourLater(posthorn(), type)
    const outside = await here.notify()
    const begun = await client.createReplay({ include: 'failed', filter: { ...range(), eventTypes: [type] }, reason, ratePerSecond: 100 })
    expect(begun).toMatchObject({ state: 'running', phase: 'selecting', reason, dryRun: false, selected: 0 })
    expect(await ended(here, begun.id)).toMatchObject({ state: 'completed', selected: 3, replayed: 3, skipped: 0, failed: 0 })
    for (const id of failed) {
      await eventually(async () =>
        expect(await client.getNotification({ id })).toMatchObject({ state: 'delivered', attempts: 2, round: 2 }),
      )
      const { items } = await client.listAttempts({ id })
      expect(items.map(({ round, replay }) => ({ round, replay }))).toEqual([
        { round: 1, replay: null },
        { round: 2, replay: begun.id },
      ])
    }
    expect(receiver.received()).toHaveLength(3 + 1 + 1 + 3)
    for (const id of [delivered!, outside]) expect(await client.getNotification({ id })).toMatchObject({ round: 1 })
  })

  it('retries what it has replayed on the schedule, in a workflow of its own when it waits long', async () => {
    const here = await scene(noRetry)
    const { client, receiver, type, subscription } = here
    receiver.answers(500)
    const [id] = await notifyAll(here, 1, 'exhausted')
    await anHourLater(posthorn(), type)
    const { version } = await client.getSubscription({ id: subscription.id })
    await client.updateSubscription({ id: subscription.id, ifMatch: version, schedule: { name: 'custom', delaysSeconds: [3_600] } })
    const { id: replay } = await client.createReplay({ include: 'failed', filter: { ...range(), eventTypes: [type] }, reason })
    await ended(here, replay)
    await eventually(async () => expect(await client.getNotification({ id: id! })).toMatchObject({ state: 'retrying', workflow: { id } }))
    receiver.answers(200)
    await eventually(async () => expect((await client.getWorkflow({ id: id! })).status).toBe('RUNNING'))
    await client.retryNotificationNow({ id: id! })
    await eventually(async () => expect((await client.getNotification({ id: id! })).state).toBe('delivered'))
  })

  it('makes what was never owed because the endpoint came too late, or holds it while that is paused', async () => {
    const { client } = posthorn()
    const receiver = await startReceiver()
    const type = freshType()
    const published = []
    for (let number = 0; number < 3; number++) published.push((await client.publishEvent({ type, data: { number } })).id)
    await anHourLater(posthorn(), type)
    const filter = { path: '/number', gt: 0 }
    const active = await client.createSubscription({ url: receiver.url, eventTypes: [type], filter, activate: true })
    const paused = await client.createSubscription({ url: receiver.url, eventTypes: [type], activate: true })
    await client.pauseSubscription({ id: paused.id })
    const ask = { include: 'missing' as const, filter: { ...range(), eventTypes: [`${type.slice(0, type.lastIndexOf('.'))}.*`] }, reason }
    const { id } = await client.createReplay(ask)
    expect(await ended(posthorn(), id)).toMatchObject({ state: 'completed', selected: 5, replayed: 5, skipped: 0, failed: 0 })
    await eventually(() => expect(receiver.received()).toHaveLength(2))
    const { items } = await client.listNotifications({ subscription: active.id })
    expect(items.map(({ event }) => event).sort()).toEqual([published[1], published[2]].sort())
    await eventually(async () => expect((await client.listAttempts({ id: items[0]!.id })).items).toMatchObject([{ replay: id, round: 1 }]))
    const held = await client.listNotifications({ subscription: paused.id })
    expect(held.items.map(({ state }) => state)).toEqual(['held', 'held', 'held'])
    expect(await ended(posthorn(), (await client.createReplay(ask)).id)).toMatchObject({ selected: 0, replayed: 0 })
    await client.resumeSubscription({ id: paused.id })
    await eventually(() => expect(receiver.received()).toHaveLength(5))
    for (const { id: subscription } of [active, paused]) await client.deleteSubscription({ id: subscription })
    await receiver.stop()
  })

  it('delivers everything again, but leaves alone what is still on its way', async () => {
    const here = await scene({ schedule: { name: 'custom', delaysSeconds: [3_600] } })
    const { client, receiver, type, subscription } = here
    const done = await notifyAll(here, 2, 'delivered')
    receiver.answers(500)
    const [open] = await notifyAll(here, 1, 'retrying')
    receiver.answers(200)
    await anHourLater(posthorn(), type)
    const filter = { ...range(), subscription: subscription.id }
    const { id } = await client.createReplay({ include: 'all', filter, reason })
    expect(await ended(here, id)).toMatchObject({ selected: 2, replayed: 2 })
    for (const notification of done)
      await eventually(async () =>
        expect(await client.getNotification({ id: notification })).toMatchObject({ state: 'delivered', attempts: 2 }),
      )
    expect(await client.getNotification({ id: open! })).toMatchObject({ state: 'retrying', attempts: 1, round: 1 })
    const other = await client.createReplay({ include: 'all', filter: { ...filter, states: ['exhausted'] }, reason })
    expect(await ended(here, other.id)).toMatchObject({ selected: 0 })
  })

  it('only counts in a dry run', async () => {
    const here = await scene(noRetry)
    here.receiver.answers(500)
    const [id] = await notifyAll(here, 1, 'exhausted')
    await anHourLater(posthorn(), here.type)
    const ask = { include: 'failed' as const, filter: { ...range(), eventTypes: [here.type] }, reason, dryRun: true }
    const { id: replay } = await here.client.createReplay(ask)
    expect(await ended(here, replay)).toMatchObject({ state: 'completed', dryRun: true, selected: 1, replayed: 0 })
    expect(await here.client.getNotification({ id: id! })).toMatchObject({ state: 'exhausted', round: 1 })
  })

  it('is paced, paused, resumed and cancelled; each is in the audit with who and why', async () => {
    const here = await scene(noRetry)
    const { client, receiver, type } = here
    receiver.answers(500)
    await notifyAll(here, 6, 'exhausted')
    receiver.answers(200)
    await anHourLater(posthorn(), type)
    const filter = { ...range(), eventTypes: [type] }
    const { id } = await client.createReplay({ include: 'failed', filter, reason, ratePerSecond: 1 })
    await eventually(async () => expect((await client.getReplay({ id })).replayed).toBeGreaterThan(0))
    const paused = await client.pauseReplay({ id })
    expect(paused).toMatchObject({ state: 'paused', selected: 6, expectedEndAt: null })
    expect(paused.replayed).toBeLessThan(6)
    const resumed = await client.resumeReplay({ id })
    expect(resumed.state).toBe('running')
    expect(Date.parse(resumed.expectedEndAt!)).toBeGreaterThan(Date.now())
    await eventually(async () => expect((await client.getReplay({ id })).replayed).toBeGreaterThan(paused.replayed))
    expect(await client.cancelReplay({ id })).toMatchObject({ state: 'cancelled', endedAt: expect.any(String) })
    await expect(client.resumeReplay({ id })).rejects.toMatchObject({ problem: { code: 'replay_ended', status: 409 } })
    const { items } = await client.listAudit({ target: id })
    expect(items.map(({ action }) => action)).toEqual(['replay.create', 'replay.pause', 'replay.resume', 'replay.cancel'])
    expect(items[0]).toMatchObject({ reason, actor: { kind: 'key' } })
    const { items: rest } = await client.listNotifications({ eventType: type })
    expect(rest.some(({ round }) => round === 1)).toBe(true)
  })

  it('can be cancelled in Temporal, too', async () => {
    const here = await scene(noRetry)
    here.receiver.answers(500)
    await notifyAll(here, 3, 'exhausted')
    await anHourLater(posthorn(), here.type)
    const filter = { ...range(), eventTypes: [here.type] }
    const { id } = await here.client.createReplay({ include: 'failed', filter, reason, ratePerSecond: 1 })
    await eventually(async () => expect((await here.client.getReplay({ id })).replayed).toBeGreaterThan(0))
    await temporal(posthorn(), 'workflow', 'cancel', '--workflow-id', id)
    expect(await ended(here, id)).toMatchObject({ state: 'cancelled' })
    expect((await here.client.listAudit({ target: id })).items.at(-1)).toMatchObject({
      action: 'replay.cancel',
      actor: { kind: 'operator' },
    })
  })

  it('reaches what its account reaches: neither beside it nor above', async () => {
    const { client } = posthorn()
    const receiver = await startReceiver()
    const type = freshType()
    const [own, beside] = [await client.createAccount({ name: 'Own' }), await client.createAccount({ name: 'Beside' })]
    const above = await client.createSubscription({ url: receiver.url, eventTypes: [type], scope: 'descendants', activate: true })
    const subscriptions = []
    for (const account of [own.id, beside.id]) {
      await client.publishEvent({ type, account, data: {} })
      subscriptions.push((await client.createSubscription({ account, url: receiver.url, eventTypes: [type], activate: true })).id)
    }
    await eventually(() => expect(receiver.received()).toHaveLength(2))
    await anHourLater(posthorn(), type)
    const { client: owner } = await keyOf(posthorn(), own.id)
    const filter = { ...range(), eventTypes: [type] }
    await expect(owner.createReplay({ include: 'all', filter: { ...filter, account: beside.id }, reason })).rejects.toMatchObject({
      problem: { code: 'validation_failed', errors: [{ pointer: '/filter/account' }] },
    })
    await expect(owner.createReplay({ include: 'all', filter: { ...filter, subscription: above.id }, reason })).rejects.toMatchObject({
      problem: { errors: [{ pointer: '/filter/subscription' }] },
    })
    expect(await ended({ client: owner }, (await owner.createReplay({ include: 'missing', filter, reason })).id)).toMatchObject({
      selected: 1,
    })
    expect(await ended({ client: owner }, (await owner.createReplay({ include: 'all', filter, reason })).id)).toMatchObject({ selected: 1 })
    const whole = await client.createReplay({ include: 'all', filter, reason })
    expect(await ended(posthorn(), whole.id)).toMatchObject({ selected: 3 })
    expect((await owner.listReplays()).items.map(({ id }) => id)).not.toContain(whole.id)
    for (const id of [above.id, ...subscriptions]) await client.deleteSubscription({ id })
    await receiver.stop()
  })

  it.each([
    [{ include: 'missing', filter: { ...range(), states: ['gone'] }, reason }, '/filter/states'],
    [{ include: 'failed', filter: { ...range(), states: ['delivered'] }, reason }, '/filter/states'],
    [{ include: 'failed', filter: { from: hoursAgo(1), to: hoursAgo(2) }, reason }, '/filter/to'],
    [{ include: 'failed', filter: range() }, '/reason'],
    [{ include: 'failed', filter: range(), reason, ratePerSecond: 0 }, '/ratePerSecond'],
  ])('refuses %j at %s', async (ask, pointer) => {
    await expect(posthorn().client.createReplay(ask as never)).rejects.toMatchObject({ problem: { errors: [{ pointer }] } })
  })
})
