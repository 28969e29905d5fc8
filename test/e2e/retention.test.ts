import { describe, expect, it } from '@jest/globals'
import { keyOf } from '../helpers/accounts.js'
import { eventually } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { daysAgo, openShop, patiently } from './retention-shop.js'

describe('retention (S3-10)', () => {
  const posthorn = sharedPosthorn({ env: { POSTHORN_RETENTION_EVERY_SECONDS: '1' } })

  it('removes payloads and what receivers have answered, each after its days, and says so', async () => {
    const { client } = posthorn()
    const shop = await openShop(posthorn())
    const { id, notification } = await shop.deliver()
    await shop.daysLater(10)
    const young = await shop.deliver()
    await shop.keep({ payloadDays: 20, attemptBodiesDays: 5 })
    await eventually(
      async () =>
        expect((await client.listAttempts({ id: notification })).items).toMatchObject([{ response: { body: '', bodyRemoved: true } }]),
      patiently,
    )
    expect(await shop.event(id)).toMatchObject({ body: expect.stringContaining('Maria'), payloadRemovedBy: null })
    await shop.keep({ payloadDays: 5, attemptBodiesDays: 5 })
    await eventually(async () => expect(await shop.event(id)).toMatchObject({ body: null, payloadRemovedBy: 'retention' }), patiently)
    await expect(client.replayNotification({ id: notification })).rejects.toMatchObject({ problem: { code: 'payload_gone', status: 409 } })
    expect(await shop.event(id)).toMatchObject({ notifications: [{ state: 'delivered' }], subscriptions: [{ replayable: false }] })
    expect((await shop.event(young.id)).body).toContain('Maria')
    expect((await client.listAttempts({ id: young.notification })).items).toMatchObject([{ response: { bodyRemoved: false } }])

    const kept = await client.getRetention({ id: shop.account })
    expect(kept).toMatchObject({
      payloadDays: 5,
      metadataDays: null,
      effective: { payload: { days: 5, source: 'own' }, metadata: { days: 0, source: 'platform', appliedAt: null, removedUntil: null } },
    })
    expect(Date.parse(kept.effective.payload.removedUntil!)).toBeLessThan(Date.parse(daysAgo(9)))
    const range = { from: daysAgo(30), to: daysAgo(0) }
    const replay = await client.createReplay({ filter: { ...range, account: shop.account }, include: 'all', reason: 'test', dryRun: true })
    expect(replay.goneUntil).toBe(kept.effective.payload.removedUntil)
    await eventually(
      async () => expect((await client.readFeed({ id: shop.subscription })).items[0]).toMatchObject({ event: id, body: null }),
      patiently,
    )
    await shop.close()
  })

  it('removes events with all that belongs to them, and claims nothing about what is gone', async () => {
    const { client } = posthorn()
    const shop = await openShop(posthorn())
    const old = await shop.deliver({ id: 'order-1', resource: 'pay_1' })
    await shop.daysLater(10)
    const ask = { account: shop.account, from: daysAgo(20), to: daysAgo(1) }
    expect(await client.reportUndelivered(ask)).toMatchObject({ allDelivered: true, checkedFrom: ask.from })
    const read = await eventually(async () => {
      const feed = await client.readFeed({ id: shop.subscription })
      expect(feed).toMatchObject({ items: [{ event: 'order-1' }], goneUntil: null })
      return feed
    }, patiently)
    await shop.keep({ metadataDays: 5 })
    await eventually(async () => expect(await shop.count('events')).toBe(0), patiently)
    for (const table of ['notifications', 'attempts', 'replay_rounds', 'retention_revisits']) expect(await shop.count(table)).toBe(0)
    await expect(shop.event('order-1')).rejects.toMatchObject({ problem: { code: 'not_found' } })
    await expect(client.replayNotification({ id: old.notification })).rejects.toMatchObject({ problem: { code: 'not_found' } })

    const report = await client.reportUndelivered(ask)
    const { removedUntil } = (await client.getRetention({ id: shop.account })).effective.metadata
    expect(report).toMatchObject({ allDelivered: false, items: [], checkedFrom: removedUntil })
    expect(await client.reportUndelivered({ ...ask, from: daysAgo(4) })).toMatchObject({ allDelivered: true })
    expect(await client.readFeed({ id: shop.subscription })).toMatchObject({ items: [], goneUntil: removedUntil })
    expect(await client.readFeed({ id: shop.subscription, since: daysAgo(1) })).toMatchObject({ goneUntil: null })
    await client.acknowledgeFeed({ id: shop.subscription, cursor: read.cursor! })

    const again = await shop.deliver({ id: 'order-1', resource: 'pay_1' })
    expect(again.notification).not.toBe(old.notification)
    expect(await shop.event('order-1')).toMatchObject({ sequence: 2 })
    expect(shop.receiver.received()).toHaveLength(2)
    const { items } = await client.listAudit({ account: shop.account, target: shop.account })
    expect(items.map(({ action, after }) => [action, after])).toContainEqual([
      'retention.set',
      '{"payloadDays":null,"attemptBodiesDays":null,"metadataDays":5}',
    ])
    await shop.close()
  })

  it('never removes what is still owed, and does so once it has ended', async () => {
    const { client } = posthorn()
    const shop = await openShop(posthorn())
    const first = await shop.deliver()
    await client.pauseSubscription({ id: shop.subscription })
    const held = await shop.publish()
    await shop.daysLater(10)
    await shop.keep({ metadataDays: 5 })
    await eventually(async () => expect(await shop.count('events')).toBe(1), patiently)
    await expect(shop.event(first.id)).rejects.toMatchObject({ problem: { code: 'not_found' } })
    expect(await shop.event(held.id)).toMatchObject({ body: expect.stringContaining('Maria'), notifications: [{ state: 'held' }] })
    await client.resumeSubscription({ id: shop.subscription })
    await shop.ended(held.notification)
    expect(shop.receiver.received()).toHaveLength(2)
    await posthorn().query(`update notifications set updated_at = created_at where id = $1`, [held.notification])
    await eventually(async () => expect(await shop.count('events')).toBe(0), patiently)
    expect([await shop.count('attempts'), await shop.count('retention_revisits')]).toEqual([0, 0])
    await shop.close()
  })

  it('is inherited from the account above, and the preview counts those below', async () => {
    const { client } = posthorn()
    const { id: reseller } = await client.createAccount({ name: 'Reseller', kind: 'reseller' })
    const [shop, other] = [await openShop(posthorn(), reseller), await openShop(posthorn(), reseller)]
    for (const { deliver, daysLater } of [shop, other]) {
      await deliver()
      await daysLater(10)
    }
    await other.keep({ payloadDays: 0 })
    const preview = await client.setRetention({ id: reseller, ifMatch: 0, dryRun: 'true', payloadDays: 5, attemptBodiesDays: 5 })
    expect(preview).toMatchObject({ version: 0, wouldRemove: { payload: 1, attemptBodies: 2, metadata: 0, more: false } })
    expect(await client.getRetention({ id: reseller })).toMatchObject({ payloadDays: null, version: 0 })
    await client.setRetention({ id: reseller, ifMatch: 0, payloadDays: 5, attemptBodiesDays: 5 })
    await eventually(async () => {
      const [kept] = (await client.getRetention({ id: shop.account })).effective.payload.removedUntil === null ? [] : [true]
      expect(kept).toBe(true)
    }, patiently)
    expect((await client.getRetention({ id: shop.account })).effective.payload).toMatchObject({ days: 5, source: 'inherited' })
    expect((await client.getRetention({ id: other.account })).effective).toMatchObject({
      payload: { days: 0, source: 'own', removedUntil: null },
      attemptBodies: { days: 5, source: 'inherited' },
    })
    const own = (await keyOf(posthorn(), shop.account)).client
    expect((await own.getRetention({ id: shop.account })).effective.payload).toMatchObject({ days: 5, source: 'inherited' })
    await Promise.all([shop.close(), other.close()])
  })

  it('refuses what contradicts itself, older versions, and keys of the environment test', async () => {
    const { client } = posthorn()
    const { id } = await client.createAccount({ name: 'Shop' })
    await expect(client.setRetention({ id, ifMatch: 0, payloadDays: 90, metadataDays: 30 })).rejects.toMatchObject({
      problem: { code: 'validation_failed', errors: [{ pointer: '/payloadDays', detail: expect.stringContaining('at least 90') }] },
    })
    await client.setRetention({ id, ifMatch: 0, metadataDays: 30 })
    await expect(client.setRetention({ id, ifMatch: 0, metadataDays: 40 })).rejects.toMatchObject({ problem: { code: 'version_mismatch' } })
    expect(await client.setRetention({ id, ifMatch: 1, metadataDays: 30 })).toMatchObject({ version: 1 })
    const tester = (await keyOf(posthorn(), id, 'test')).client
    await expect(tester.setRetention({ id, ifMatch: 1, metadataDays: 1 })).rejects.toMatchObject({ problem: { code: 'forbidden' } })
    expect(await tester.getRetention({ id })).toMatchObject({ metadataDays: 30, effective: { payload: { days: 30, source: 'own' } } })
  })
})
