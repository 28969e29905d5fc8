import { describe, expect, it } from '@jest/globals'
import pg from 'pg'
import { eventually } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { startReceiver } from '../helpers/receiver.js'
import { freshType } from '../helpers/scene.js'

describe('the report of what is undelivered (S0-19)', () => {
  const posthorn = sharedPosthorn()

  /** A merchant with an endpoint that confirms and one that answers what the test says. */
  async function openShop(second: number) {
    const { client } = posthorn()
    const { id: account } = await client.createAccount({ name: 'Shop' })
    const type = freshType()
    const receivers = [await startReceiver(), await startReceiver()]
    receivers[1]!.answers(second)
    const subscriptions = []
    for (const { url } of receivers) {
      const { id } = await client.createSubscription({
        account,
        url,
        eventTypes: [type],
        schedule: { name: 'custom', delaysSeconds: [] },
        activate: true,
      })
      subscriptions.push(id)
    }
    return {
      account,
      subscriptions,
      publish: async () => (await client.publishEvent({ account, type, data: {} })).id,
      settled: async (event: string) =>
        await eventually(async () =>
          expect((await client.getEvent({ id: event, account })).notifications.map(({ state }) => state)).not.toContain('pending'),
        ),
      /** As if all of it had been published an hour ago: what is young is not reported. */
      async anHourLater() {
        for (const table of ['events', 'notifications'])
          await posthorn().query(`update ${table} set created_at = created_at - interval '1 hour' where account_id = $1`, [account])
      },
      close: async () => await Promise.all(receivers.map((receiver) => receiver.stop())),
    }
  }

  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString()

  it('lists every event with the notifications that are not confirmed, and nothing that is', async () => {
    const shop = await openShop(500)
    const first = await shop.publish()
    const second = await shop.publish()
    await shop.settled(first)
    await shop.settled(second)
    await shop.anHourLater()
    const report = await posthorn().client.reportUndelivered({ account: shop.account, from: hoursAgo(2), to: hoursAgo(0.5) })
    expect(report).toMatchObject({ account: shop.account, allDelivered: false, nextCursor: null })
    expect(report.items.map(({ event }) => event)).toEqual([first, second])
    for (const { notifications } of report.items) {
      expect(notifications).toHaveLength(1)
      expect(notifications[0]).toMatchObject({
        subscription: shop.subscriptions[1],
        state: 'exhausted',
        lastOutcome: 'failed',
        replayable: true,
      })
    }
    await shop.close()
  })

  it('says that all is delivered when it is, also of the accounts below', async () => {
    const shop = await openShop(200)
    await shop.settled(await shop.publish())
    await shop.anHourLater()
    const ask = { account: shop.account, from: hoursAgo(2), to: hoursAgo(0.5) }
    expect(await posthorn().client.reportUndelivered(ask)).toMatchObject({ allDelivered: true, checkedUntil: ask.to, items: [] })
    const other = await openShop(500)
    await other.settled(await other.publish())
    await other.anHourLater()
    const whole = await posthorn().client.reportUndelivered({ from: ask.from, to: ask.to })
    expect(whole.allDelivered).toBe(false)
    expect(whole.items.map(({ account }) => account)).toContain(other.account)
    await Promise.all([shop.close(), other.close()])
  })

  it('pages through all of it, each event once', async () => {
    const shop = await openShop(500)
    const events = []
    for (let n = 0; n < 5; n++) events.push(await shop.publish())
    for (const event of events) await shop.settled(event)
    await shop.anHourLater()
    const ask = { account: shop.account, from: hoursAgo(2), limit: 2 }
    const seen: string[] = []
    let cursor: string | null | undefined
    do {
      const page = await posthorn().client.reportUndelivered({ ...ask, ...(cursor && { cursor }) })
      expect(page.allDelivered).toBe(false)
      seen.push(...page.items.map(({ event }) => event))
      cursor = page.nextCursor
    } while (cursor !== null)
    expect(seen).toEqual(events)
    await shop.close()
  })

  it('does not say so of what it could not check: the future, and what is being committed', async () => {
    const shop = await openShop(200)
    const later = new Date(Date.now() + 3_600_000).toISOString()
    const early = await posthorn().client.reportUndelivered({ account: shop.account, from: hoursAgo(1), to: later })
    expect(early).toMatchObject({ allDelivered: false, items: [] })
    expect(Date.parse(early.checkedUntil)).toBeLessThan(Date.now() - 5_000)

    const other = new pg.Client({ connectionString: posthorn().databaseUrl })
    await other.connect()
    await other.query('begin')
    const { rows } = await other.query<{ began: Date }>('select now() as began, pg_current_xact_id()')
    const began = rows[0]!.began
    await eventually(() => expect(Date.now() - began.getTime()).toBeGreaterThan(1_000))
    const held = await posthorn().client.reportUndelivered({ account: shop.account, from: hoursAgo(1) })
    expect(Date.parse(held.checkedUntil)).toBeLessThanOrEqual(began.getTime() - 10_000)
    await other.query('rollback')
    await other.end()
    const free = await posthorn().client.reportUndelivered({ account: shop.account, from: hoursAgo(1) })
    expect(Date.parse(free.checkedUntil)).toBeGreaterThan(Date.parse(held.checkedUntil))
    expect(free.allDelivered).toBe(true)
    await shop.close()
  })

  it('covers an event as soon as it is certain that nothing older can appear', async () => {
    const shop = await openShop(200)
    const event = await shop.publish()
    const { createdAt } = await posthorn().client.getEvent({ id: event, account: shop.account })
    const to = new Date(Date.parse(createdAt) + 1).toISOString()
    await eventually(
      async () =>
        expect(await posthorn().client.reportUndelivered({ account: shop.account, from: createdAt, to })).toMatchObject({
          allDelivered: true,
        }),
      { withinMs: 25_000, everyMs: 500 },
    )
    await shop.close()
  })

  it('refuses a range that ends before it begins, and an account out of reach', async () => {
    const { client } = posthorn()
    await expect(client.reportUndelivered({ from: hoursAgo(1), to: hoursAgo(2) })).rejects.toMatchObject({
      problem: { code: 'validation_failed', errors: [{ pointer: '/to' }] },
    })
    await expect(client.reportUndelivered({ from: hoursAgo(1), account: 'acc_none' })).rejects.toMatchObject({
      problem: { code: 'validation_failed', errors: [{ pointer: '/account' }] },
    })
    await expect(client.reportUndelivered({ from: hoursAgo(1), cursor: 'x' })).rejects.toMatchObject({
      problem: { code: 'validation_failed', errors: [{ pointer: '/cursor' }] },
    })
  })
})
