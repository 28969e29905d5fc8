import { describe, expect, it } from '@jest/globals'
import { keyOf } from '../helpers/accounts.js'
import { eventually } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { startReceiver } from '../helpers/receiver.js'
import { freshType, scenes } from '../helpers/scene.js'

const name = 'Maria Muster'

describe('erasing a subject (S3-8)', () => {
  const posthorn = sharedPosthorn()
  const scene = scenes(posthorn)
  let count = 0
  const freshSubject = () => `customer ${String(++count)}/ä`

  it('removes the payloads and what receivers answered, and keeps the trail', async () => {
    const { client, receiver, type } = await scene()
    const subject = freshSubject()
    receiver.answers({ status: 200, body: name })
    const ask = { type, id: `of-${subject.slice(9, 10)}`, subject, data: { name } }
    const { id, notifications } = await client.publishEvent(ask)
    const other = await client.publishEvent({ type, subject: freshSubject(), data: { name } })
    const [notification] = notifications
    await eventually(async () => expect((await client.getNotification({ id: notification!.id })).state).toBe('delivered'))
    await eventually(() => expect(receiver.received()).toHaveLength(2))
    expect(
      receiver
        .received()
        .map(({ body }) => body.toString())
        .join(''),
    ).not.toContain(subject)

    expect(await client.eraseSubject({ ref: subject })).toEqual({ events: 1, notifications: 0, attempts: 1 })
    expect(await client.getEvent({ id })).toMatchObject({
      type,
      subject,
      body: null,
      payloadRemovedAt: expect.any(String),
      payloadRemovedBy: 'erasure',
      notifications: [{ state: 'delivered' }],
    })
    const { items } = await client.listAttempts({ id: notification!.id })
    expect(items).toMatchObject([{ outcome: 'confirmed', response: { status: 200, body: '' } }])
    for (const table of ['events', 'attempts'])
      expect(
        JSON.stringify(
          await posthorn().query(
            `select convert_from(to_jsonb(t)::text::bytea, 'UTF8') from ${table} t
        where t::text like '%' || $1 || '%'`,
            [id],
          ),
        ),
      ).not.toContain(name)
    expect((await client.getEvent({ id: other.id })).body).toContain(name)
    expect((await client.publishEvent(ask)).duplicate).toBe(true)
    expect((await client.getEvent({ id })).body).toBeNull()
    await expect(client.publishEvent({ ...ask, subject: 'another' })).rejects.toMatchObject({ problem: { code: 'event_id_conflict' } })

    expect(await client.eraseSubject({ ref: subject })).toMatchObject({ events: 0 })
    const audit = await client.listAudit({ target: subject })
    expect(audit.items.map(({ action, after }) => [action, after])).toEqual([
      ['subject.erase', '{"events":1,"notifications":0,"attempts":1}'],
      ['subject.erase', '{"events":0,"notifications":0,"attempts":0}'],
    ])
  })

  it('ends what is still on its way as cancelled, with the reason, and its workflow', async () => {
    const { client, receiver, type } = await scene({ schedule: { name: 'custom', delaysSeconds: [3_600] } })
    const subject = freshSubject()
    receiver.answers(500)
    const { notifications } = await client.publishEvent({ type, subject, data: { name } })
    const id = notifications[0]!.id
    await eventually(async () => expect(await client.getNotification({ id })).toMatchObject({ state: 'retrying', endReason: null }))
    await eventually(async () => expect((await client.getWorkflow({ id })).status).toBe('RUNNING'))
    expect(await client.eraseSubject({ ref: subject })).toMatchObject({ events: 1, notifications: 1 })
    expect(await client.getNotification({ id })).toMatchObject({ state: 'cancelled', endReason: 'erased', attempts: 1 })
    await eventually(async () => expect((await client.getWorkflow({ id })).status).toBe('CANCELLED'))
    expect(receiver.received()).toHaveLength(1)
  })

  it('leaves nothing to replay, one by one or in bulk, and says so', async () => {
    const { client, receiver, type, subscription } = await scene({ schedule: { name: 'custom', delaysSeconds: [] } })
    const subject = freshSubject()
    receiver.answers(500)
    const { id: event, notifications } = await client.publishEvent({ type, subject, data: { name } })
    const id = notifications[0]!.id
    await eventually(async () => expect((await client.getNotification({ id })).state).toBe('exhausted'))
    for (const table of ['events', 'notifications'])
      await posthorn().query(`update ${table} set created_at = created_at - interval '1 hour'`)
    await client.eraseSubject({ ref: subject })
    await expect(client.replayNotification({ id })).rejects.toMatchObject({ problem: { code: 'payload_gone', status: 409 } })
    const range = { from: new Date(Date.now() - 7_200_000).toISOString(), to: new Date().toISOString() }
    for (const include of ['failed', 'missing', 'all'] as const) {
      const { id: replay } = await client.createReplay({ include, filter: { ...range, eventTypes: [type] }, reason: 'test' })
      await eventually(async () => expect(await client.getReplay({ id: replay })).toMatchObject({ state: 'completed', selected: 0 }))
    }
    const filtered = await client.createSubscription({ url: receiver.url, eventTypes: [type], filter: { path: '/name', exists: true } })
    const report = await client.reportUndelivered({ from: range.from })
    expect(report.items.find((item) => item.event === event)?.notifications).toMatchObject([{ id, replayable: false }])
    const { subscriptions } = await client.getEvent({ id: event })
    expect(subscriptions).toMatchObject([
      { subscription: subscription.id, replayable: false },
      { subscription: filtered.id, owed: false },
    ])
    await client.deleteSubscription({ id: filtered.id })
  })

  it('reaches the accounts of the key, in its environment; what accounts above were sent of it goes, too', async () => {
    const { client } = posthorn()
    const type = freshType()
    const subject = freshSubject()
    const receiver = await startReceiver()
    receiver.answers({ status: 500, body: name })
    const [own, beside] = [await client.createAccount({ name: 'Own' }), await client.createAccount({ name: 'Beside' })]
    const schedule = { name: 'custom' as const, delaysSeconds: [3_600] }
    const above = await client.createSubscription({ url: receiver.url, eventTypes: [type], scope: 'descendants', schedule, activate: true })
    const owner = (await keyOf(posthorn(), own.id)).client
    const tester = (await keyOf(posthorn(), own.id, 'test')).client
    const event = await owner.publishEvent({ type, subject, data: { name } })
    const other = await client.publishEvent({ account: beside.id, type, subject, data: { name } })
    const tested = await tester.publishEvent({ type, subject, data: { name } })
    const { items } = await client.listNotifications({ event: event.id })
    await eventually(async () => expect((await client.getNotification({ id: items[0]!.id })).state).toBe('retrying'))
    expect(await owner.eraseSubject({ ref: subject })).toMatchObject({ events: 1, notifications: 0, attempts: 0 })
    expect(await client.getNotification({ id: items[0]!.id })).toMatchObject({ state: 'cancelled', endReason: 'erased' })
    expect((await client.listAttempts({ id: items[0]!.id })).items).toMatchObject([{ response: { status: 500, body: '' } }])
    expect((await client.getEvent({ id: other.id, account: beside.id })).body).toContain(name)
    expect((await tester.getEvent({ id: tested.id })).body).toContain(name)
    await client.deleteSubscription({ id: above.id })
    await receiver.stop()
  })
})
