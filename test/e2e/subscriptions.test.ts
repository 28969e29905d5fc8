import { describe, expect, it } from '@jest/globals'
import { send } from '../helpers/http.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { freshType, scenes } from '../helpers/scene.js'

describe('a subscription', () => {
  const posthorn = sharedPosthorn()
  const scene = scenes(posthorn)

  it('is created, activated, paused and resumed', async () => {
    const { client } = posthorn()
    const created = await client.createSubscription({ url: 'https://hooks.example.com/in', eventTypes: ['payment.*'], description: 'shop' })
    expect(created).toMatchObject({ state: 'created', schedule: { name: 'payments-72h' }, timeoutMs: 10_000, description: 'shop' })
    expect(await client.activateSubscription({ id: created.id })).toMatchObject({ state: 'active' })
    expect(await client.pauseSubscription({ id: created.id })).toMatchObject({ state: 'paused' })
    expect(await client.resumeSubscription({ id: created.id })).toMatchObject({ state: 'active' })
    await client.deleteSubscription({ id: created.id })
  })

  it('changes only for a caller who names the version that is changed', async () => {
    const { client, subscription } = await scene()
    const path = `/v1/subscriptions/${subscription.id}`
    const read = await send(posthorn(), { path })
    expect(read.headers.get('etag')).toBe(`"${subscription.version}"`)
    const body = { description: 'changed' }
    expect((await send(posthorn(), { method: 'PATCH', path, body })).json).toMatchObject({ status: 428, code: 'if_match_required' })
    expect((await send(posthorn(), { method: 'PATCH', path, body, headers: { 'if-match': '"999"' } })).json).toMatchObject({
      status: 412,
      code: 'version_mismatch',
    })
    expect(await client.updateSubscription({ id: subscription.id, ifMatch: subscription.version, ...body })).toMatchObject({
      ...body,
      version: subscription.version + 1,
    })
    expect((await send(posthorn(), { method: 'PATCH', path, body, headers: { 'if-match': `"${subscription.version}"` } })).status).toBe(412)
  })

  it('lets one of two concurrent changes of the same version win', async () => {
    const { client, subscription } = await scene()
    const changes = Array.from({ length: 8 }, (_, n) =>
      client.updateSubscription({ id: subscription.id, ifMatch: subscription.version, description: `d${n}` }),
    )
    const settled = await Promise.allSettled(changes)
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('is matched by "*", by a prefix and by a type, and by nothing else', async () => {
    const { client, receiver } = await scene()
    const type = freshType()
    const [first, second] = type.split('.')
    const patterns = ['*', `${first}.*`, `${first}.${second}.*`, type, 'other.*', `${first}.${second}`, `${type}.more`]
    const created = await Promise.all(
      patterns.map((pattern) => client.createSubscription({ url: receiver.url, eventTypes: [pattern], activate: true })),
    )
    const { notifications } = await client.publishEvent({ type, data: {} })
    const matched = created.filter(({ id }) => notifications.some(({ subscription }) => subscription === id))
    expect(matched.flatMap(({ eventTypes }) => eventTypes)).toEqual(['*', `${first}.*`, `${first}.${second}.*`, type])
    await Promise.all(created.map(({ id }) => client.deleteSubscription({ id })))
  })

  it('is listed page by page, newest first, without the path of its URL', async () => {
    const { client } = posthorn()
    const created = []
    for (const n of [1, 2, 3])
      created.push(
        await client.createSubscription({ url: `https://hooks.example.com/secret-path-${n}?token=secret`, eventTypes: ['payment.*'] }),
      )
    const first = await client.listSubscriptions({ limit: 2 })
    const second = await client.listSubscriptions({ limit: 2, cursor: first.nextCursor ?? '' })
    expect([...first.items, ...second.items].slice(0, 3).map(({ id }) => id)).toEqual(created.map(({ id }) => id).reverse())
    expect(JSON.stringify([first, second])).not.toMatch(/secret-path|token=/)
    await Promise.all(created.map(({ id }) => client.deleteSubscription({ id })))
  })

  it.each([
    ['plain http to the internet', 'http://hooks.example.com/in'],
    ['a private address', 'https://10.0.0.1/in'],
    ['cloud metadata', 'http://169.254.169.254/latest'],
    ['cloud metadata in IPv6', 'https://[fd00:ec2::254]/'],
    ['a mapped private address', 'https://[::ffff:10.0.0.1]/'],
    ['a number for an address', 'https://167772161/'],
    ['a user in the URL', 'https://user:pass@hooks.example.com/'],
    ['a fragment', 'https://hooks.example.com/#x'],
    ['a single label', 'https://intranet/'],
    ['an unusual port', 'https://hooks.example.com:22/'],
    ['another scheme', 'ftp://hooks.example.com/'],
    ['no URL at all', 'hooks'],
  ])('is refused with %s', async (_, url) => {
    const { status, json } = await send(posthorn(), { method: 'POST', path: '/v1/subscriptions', body: { url, eventTypes: ['*'] } })
    expect({ status, pointer: json.errors?.[0]?.pointer }).toEqual({ status: 422, pointer: '/url' })
  })
})
