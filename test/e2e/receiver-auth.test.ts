import { describe, expect, it } from '@jest/globals'
import { eventually } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import type { Received } from '../helpers/receiver.js'
import { scenes } from '../helpers/scene.js'
import { revealed, temporal } from '../helpers/temporal.js'

const canary = 'canary-5b1f80-zoë'
const basicOf = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`

describe('a receiver that asks for a credential', () => {
  const posthorn = sharedPosthorn()
  const scene = scenes(posthorn)
  const delivered = async (id: string) =>
    eventually(async () => expect((await posthorn().client.getNotification({ id })).state).toBe('delivered'))

  it('S2-12: gets Basic in UTF-8 (RFC 7617), and is sent again what it refused, with the new password', async () => {
    const { client, receiver, subscription, notify } = await scene({ auth: { kind: 'basic', username: 'shop', password: 'old' } })
    const knows = (pair: string) => (request: Received) => (request.headers['authorization'] === basicOf(pair) ? 200 : 401)
    receiver.answers(knows(`shop:${canary}`))
    const id = await notify()
    await eventually(() => expect(receiver.received().length).toBeGreaterThan(0))
    const auth = { kind: 'basic', username: 'shop', password: canary } as const
    await client.updateSubscription({ id: subscription.id, ifMatch: subscription.version, auth })
    await delivered(id)
    const [first, ...others] = receiver.received()
    expect(first!.headers['authorization']).toBe(basicOf('shop:old'))
    expect(others.at(-1)!.headers['authorization']).toBe(basicOf(`shop:${canary}`))
    const { items } = await client.listAttempts({ id })
    expect(items[0]).toMatchObject({ outcome: 'failed', reason: 'HTTP 401: credential rejected' })
    for (const { request } of items) expect(request.headers['authorization']).toBe('Basic [secret]')
  })

  it('S4-17: gets a header of its own choice, name and value, and others that are not secret', async () => {
    const { receiver, notify, client } = await scene({
      auth: { kind: 'header', name: 'apikey', value: canary.slice(0, 13) },
      headers: { 'X-Tenant': 'a b', 'x-message-id': 'mine' },
      style: { name: 'anz-payto' },
    })
    const id = await notify()
    await delivered(id)
    const { headers } = receiver.received()[0]!
    expect(headers).toMatchObject({ apikey: canary.slice(0, 13), 'x-tenant': 'a b', 'webhook-id': id })
    const { items } = await client.listAttempts({ id })
    expect(items[0]!.request.headers).toMatchObject({ apikey: '[secret]', 'x-tenant': 'a b' })
  })

  it('S2-12: whose answers repeat the credential does not make us keep it, nor log it, nor tell Temporal', async () => {
    const token = 'canary-bearer-91c2'
    const { receiver, notify, client } = await scene({ auth: { kind: 'bearer', token } })
    const echo = ({ headers }: Received) => ({
      status: 500,
      headers: { 'x-saw': headers['authorization']! },
      body: `no: ${headers['authorization']!}`,
    })
    receiver.answers(echo, 200)
    const id = await notify()
    await delivered(id)
    expect(receiver.received()[0]!.headers['authorization']).toBe(`Bearer ${token}`)
    const { items } = await client.listAttempts({ id })
    expect(items[0]!.response!.headers['x-saw']).toBe('Bearer [secret]')
    expect(Buffer.from(items[0]!.response!.body, 'base64').toString()).toBe('no: Bearer [secret]')
    const rows = await posthorn().query(
      'select to_jsonb(a)::text as row from attempts a where notification_id = $1 union all select to_jsonb(s)::text from subscriptions s',
      [id],
    )
    const { workflow } = await client.getNotification({ id })
    const history = revealed(await temporal(posthorn(), 'workflow', 'show', '--workflow-id', workflow!.id, '--output', 'json'))
    expect(`${JSON.stringify(rows)}${posthorn().log()}${history}`).not.toContain(token)
    const hexOf = (text: string) => Buffer.from(text).toString('hex')
    expect(JSON.stringify(rows)).not.toContain(hexOf(token))
  })

  it('S2-3: the check of the endpoint shows the credential, too', async () => {
    const { client, receiver, subscription } = await scene({ auth: { kind: 'basic', username: 'shop', password: canary } })
    receiver.answers(({ headers }) => (headers['authorization'] === basicOf(`shop:${canary}`) ? 200 : 401))
    const { steps } = await client.checkSubscription({ id: subscription.id })
    expect(steps.find(({ step }) => step === 'confirmation')).toMatchObject({ status: 'ok' })
  })
})
