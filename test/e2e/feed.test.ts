import { describe, expect, it } from '@jest/globals'
import { createClient } from '../../src/client/client.js'
import { posthornCommand } from '../cli/run-command.js'
import { eventually } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { scenes } from '../helpers/scene.js'

describe('the feed of a subscription (S0-19)', () => {
  const posthorn = sharedPosthorn()
  const scene = scenes(posthorn)
  const patience = { withinMs: 25_000, everyMs: 250 }

  it.each([false, true])('has what is POSTed, byte for byte and in order, as soon as nothing older can appear (thin: %p)', async (thin) => {
    const { client, receiver, subscription, notify } = await scene({ style: { name: 'native', thin } })
    const ids = [await notify({ amount: 1 }), await notify({ amount: 2 }), await notify({ amount: 3 })]
    const feed = await eventually(async () => {
      const read = await client.readFeed({ id: subscription.id })
      expect(read.items.map(({ id }) => id)).toEqual(ids)
      return read
    }, patience)
    const posted = new Map(receiver.received().map(({ headers, body }) => [headers['webhook-id'], body.toString()]))
    expect(feed.items.map(({ body }) => body)).toEqual(ids.map((id) => posted.get(id)))
    expect(feed).toMatchObject({ more: false })
  })

  it('goes on from what was acknowledged, pages, and can be read again from anywhere', async () => {
    const { client, subscription, notify } = await scene()
    const { id } = subscription
    const ids: string[] = []
    for (let n = 0; n < 5; n++) ids.push(await notify({ n }))
    const read = async (ask: { cursor?: string; since?: string; limit?: number } = {}) => {
      const { items, cursor, more } = await client.readFeed({ id, ...ask })
      return { ids: items.map((item) => item.id), cursor: cursor!, more }
    }
    await eventually(async () => expect((await read()).ids).toEqual(ids), patience)
    const first = await read({ limit: 2 })
    expect(first).toMatchObject({ ids: ids.slice(0, 2), more: true })
    expect((await read({ limit: 2 })).ids).toEqual(first.ids)
    await client.acknowledgeFeed({ id, cursor: first.cursor })
    const second = await read({ limit: 3 })
    expect(second).toMatchObject({ ids: ids.slice(2), more: false })
    await client.acknowledgeFeed({ id, cursor: second.cursor })
    expect(await read()).toMatchObject({ ids: [], more: false, cursor: second.cursor })
    expect((await read({ cursor: first.cursor })).ids).toEqual(ids.slice(2))
    expect((await read({ since: new Date(Date.now() - 86_400_000).toISOString() })).ids).toEqual(ids)
  })

  it('leaves the state of what is read and acknowledged as it is, and audits the acknowledgement', async () => {
    const { client, receiver, subscription, notify } = await scene()
    const { id } = subscription
    await client.pauseSubscription({ id })
    const notification = await notify()
    const { cursor } = await eventually(async () => {
      const read = await client.readFeed({ id })
      expect(read.items).toMatchObject([{ id: notification, state: 'held' }])
      return read
    }, patience)
    await client.acknowledgeFeed({ id, cursor: cursor! })
    expect(await client.getNotification({ id: notification })).toMatchObject({ state: 'held', attempts: 0 })
    expect(receiver.received()).toEqual([])
    const entries = () => posthorn().query(`select after from audit_entries where action = 'feed.acknowledge' and target = $1`, [id])
    expect(await entries()).toEqual([{ after: JSON.stringify({ position: notification }) }])
    await client.acknowledgeFeed({ id, cursor: cursor! })
    expect(await entries()).toHaveLength(1)
  })

  it('needs the scope feed:read and no other, refuses the cursor of another feed, and is not there for others', async () => {
    const { client, subscription } = await scene()
    const other = await scene()
    const as = async (scopes: string[], account?: string) => {
      const { key } = await client.createApiKey({ name: 'reader', environment: 'live', scopes, ...(account && { account }) })
      return createClient({ baseUrl: posthorn().baseUrl, apiKey: key })
    }
    const { id } = subscription
    expect(await (await as(['feed:read'])).readFeed({ id })).toEqual({ items: [], cursor: null, goneUntil: null, more: false })
    await expect((await as(['subscriptions:read'])).readFeed({ id })).rejects.toMatchObject({ problem: { code: 'forbidden' } })
    const { cursor } = await client.readFeed({ id: other.subscription.id, since: '2026-01-01T00:00:00Z' })
    for (const wrong of [cursor!, 'nonsense'])
      await expect(client.acknowledgeFeed({ id, cursor: wrong })).rejects.toMatchObject({
        problem: { code: 'validation_failed', errors: [{ pointer: '/cursor' }] },
      })
    const { id: shop } = await client.createAccount({ name: 'Shop' })
    await expect((await as(['*'], shop)).readFeed({ id })).rejects.toMatchObject({ problem: { code: 'not_found' } })
  })

  it('is read and acknowledged on the command line', async () => {
    const { subscription, notify } = await scene()
    const id = await notify()
    const run = posthornCommand(posthorn)
    await eventually(async () => expect((await run(['subscriptions', 'feed', subscription.id])).stdout).toContain(id), patience)
    expect((await run(['subscriptions', 'feed', subscription.id, '--ack'])).stdout).toContain('Next: --cursor ')
    expect((await run(['subscriptions', 'feed', subscription.id])).stdout).toBe('Nothing new.\n')
    expect((await run(['subscriptions', 'feed', subscription.id, '--since', '1h'])).stdout).toContain(id)
  })
})
