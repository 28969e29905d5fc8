import { beforeAll, describe, expect, it } from '@jest/globals'
import { type Client, createClient } from '../../src/client/client.js'
import { type Child, startNodeProgram } from '../helpers/child.js'
import { eventually } from '../helpers/eventually.js'
import { freePort } from '../helpers/free-port.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { type Receiver, startReceiver } from '../helpers/receiver.js'
import { freshType } from '../helpers/scene.js'
import { emptyDirectory, posthornCommand } from './run-command.js'

const posthorn = sharedPosthorn()
const run = posthornCommand(posthorn)

/** Who has a key for tests. */
function sharedTester(): () => { apiKey: string; client: Client } {
  let made: { apiKey: string; client: Client } | undefined
  beforeAll(async () => {
    const scopes = 'subscriptions:*,events:*,notifications:read'
    const { stdout } = await run(['api-keys', 'create', 'listen', '--environment', 'test', '--scopes', scopes, '--json'])
    const { key: apiKey } = JSON.parse(stdout) as { key: string }
    made = { apiKey, client: createClient({ baseUrl: posthorn().baseUrl, apiKey }) }
  })
  return () => made!
}
const tester = sharedTester()

interface Introduced {
  readonly subscription: string
  readonly url: string
  readonly secret?: string
}
interface Heard {
  readonly headers: Record<string, string>
  readonly body: string
  readonly verified: boolean | null
  readonly findings: { profile: string; code: string }[]
  readonly answer: { status: number | null; error: string | null }
}

/** `posthorn listen --json` as a person runs it. */
function startListening(args: readonly string[], json = true): Child {
  const env = { POSTHORN_URL: posthorn().baseUrl, POSTHORN_API_KEY: tester().apiKey, POSTHORN_DATA_DIR: emptyDirectory() }
  return startNodeProgram(['bin/posthorn.js', 'listen', ...args, ...(json ? ['--json'] : [])], env)
}

const linesOf = (listener: Child): unknown[] =>
  listener
    .log()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as unknown)

const introducedBy = (listener: Child): Promise<Introduced> =>
  eventually(() => {
    const [first] = linesOf(listener) as Introduced[]
    if (first === undefined) throw new Error(`Not listening yet:\n${listener.log()}`)
    return first
  })

const heardBy = (listener: Child, count = 1): Promise<Heard[]> =>
  eventually(() => {
    const heard = linesOf(listener).slice(1) as Heard[]
    if (heard.length < count) throw new Error(`Heard ${heard.length}:\n${listener.log()}`)
    return heard
  })

/** A developer's server, and somebody who listens for it. */
async function withListener(
  use: (scene: { target: Receiver; listener: Child; introduced: Introduced; type: string }) => Promise<void>,
  args: readonly string[] = [],
): Promise<void> {
  const [target, type] = [await startReceiver(), freshType()]
  const listener = startListening(['--forward', `${target.url}/local?x=1`, '--types', type, '--schedule', '1,1,1', ...args])
  try {
    await use({ target, listener, introduced: await introducedBy(listener), type })
  } finally {
    await listener.end('SIGTERM')
    await target.stop()
  }
}

const publish = async (type: string): Promise<string> => {
  const { notifications } = await tester().client.publishEvent({ type, data: { amount: 10.5 } })
  return notifications[0]!.id
}

const stateOf = async (id: string): Promise<string> => (await tester().client.getNotification({ id })).state

describe('posthorn listen (S4-5)', () => {
  it('S4-5: shows and verifies each event, forwards it byte for byte, and answers as the target does', async () => {
    await withListener(
      async ({ target, listener, type }) => {
        target.answers({ status: 202, headers: { 'x-mine': 'yes' }, body: 'taken' })
        const id = await publish(type)
        const [heard] = await heardBy(listener)
        expect(heard).toMatchObject({ verified: true, answer: { status: 202, error: null } })
        expect(heard!.findings.map(({ profile, code }) => `${profile} ${code}`)).toEqual([
          'standard-webhooks verified',
          'stripe verified',
          'jwt-header verified',
          'jws-detached verified',
        ])
        const [got] = target.received()
        expect(got).toMatchObject({ method: 'POST', path: '/hook/local?x=1' })
        expect(got!.body.toString()).toBe(heard!.body)
        expect(JSON.parse(heard!.body)).toMatchObject({ type, data: { amount: 10.5 } })
        for (const name of [
          'webhook-id',
          'webhook-timestamp',
          'webhook-signature',
          'stripe-signature',
          'webhook-jwt',
          'x-jws-signature',
          'content-type',
        ])
          expect([name, got!.headers[name]]).toEqual([name, heard!.headers[name]])
        expect(got!.headers).toMatchObject({ host: target.authority, 'webhook-id': id })
        await eventually(async () => expect(await stateOf(id)).toBe('delivered'))
        const { items } = await tester().client.listAttempts({ id })
        expect(items[0]!.response).toMatchObject({
          status: 202,
          headers: { 'x-mine': 'yes' },
          body: Buffer.from('taken').toString('base64'),
        })
      },
      ['--signing', 'standard-webhooks,stripe,jwt-header,jws-detached:EdDSA'],
    )
  })

  it('answers 502 while the target is down, so that Posthorn sends again', async () => {
    const [type, port] = [freshType(), await freePort()]
    const listener = startListening(['--forward', `http://127.0.0.1:${port}/`, '--types', type, '--schedule', '1,1,1'])
    await introducedBy(listener)
    const id = await publish(type)
    const [first, second] = await heardBy(listener, 2)
    expect(first).toMatchObject({ verified: true, answer: { status: 502, error: expect.stringContaining('ECONNREFUSED') } })
    expect(second!.headers['webhook-id']).toBe(id)
    expect(await listener.end('SIGTERM')).toBe(0)
    await eventually(async () => expect(await stateOf(id)).toBe('gone'))
  })

  it('forwards nothing that is not verified', async () => {
    await withListener(async ({ target, listener, introduced: { url } }) => {
      const headers = { 'webhook-id': 'ntf_1', 'webhook-timestamp': '1', 'webhook-signature': `v1,${'A'.repeat(43)}=` }
      const { status } = await fetch(url, { method: 'POST', headers, body: '{"type":"payment.settled"}' })
      expect(status).toBe(401)
      expect((await heardBy(listener))[0]).toMatchObject({ verified: false, answer: { status: 401, error: 'not forwarded' } })
      expect((await fetch(url)).status).toBe(405)
      expect(target.received()).toEqual([])
    })
  })

  it('forwards what only the target can verify, and says so', async () => {
    await withListener(
      async ({ target, listener, type }) => {
        await publish(type)
        expect((await heardBy(listener))[0]).toMatchObject({ verified: null, findings: [], answer: { status: 200 } })
        expect(target.received()[0]!.headers['webhook-signature']).toMatch(/^v1a,/)
      },
      ['--signing', 'standard-webhooks:v1a'],
    )
  })

  it('deletes its subscription on Ctrl-C, and tells a person what it does', async () => {
    const [target, type] = [await startReceiver(), freshType()]
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
    const listener = startListening(['--forward', target.url, '--types', type, '--secret', secret], false)
    const id = await eventually(() => /Subscription +(sub_\w+)/.exec(listener.log())![1]!)
    expect(listener.log()).not.toContain(secret)
    expect((await tester().client.getSubscription({ id })).environment).toBe('test')
    const notification = await eventually(() => publish(type))
    await eventually(() => expect(listener.log()).toMatch(new RegExp(`Z  ${type}  ${notification}  verified  →  200, [\\d.]+ m?s\n`)))
    expect(await listener.end('SIGINT')).toBe(0)
    expect(listener.log()).toContain(`${id} deleted\n`)
    await expect(tester().client.getSubscription({ id })).rejects.toMatchObject({ problem: { status: 404 } })
    await target.stop()
  })

  it('deletes what a listener that was killed has left behind, and leaves those that listen', async () => {
    const forward = ['--forward', 'http://127.0.0.1:9/', '--types', freshType()]
    const [killed, listening] = [startListening(forward), startListening(forward)]
    const [{ subscription: left }, { subscription: kept }] = await Promise.all([introducedBy(killed), introducedBy(listening)])
    await killed.end('SIGKILL')
    const next = startListening(forward)
    await introducedBy(next)
    expect(next.log()).toContain(`deleted what an earlier listener has left behind: ${left}\n`)
    await expect(tester().client.getSubscription({ id: left })).rejects.toMatchObject({ problem: { status: 404 } })
    expect((await tester().client.getSubscription({ id: kept })).state).toBe('active')
    expect(await Promise.all([listening.end('SIGTERM'), next.end('SIGTERM')])).toEqual([0, 0])
  })

  it('listens at a port of one’s own behind an address that leads there, and tries it with a test.ping', async () => {
    const [target, port] = [await startReceiver(), await freePort()]
    const endpoint = `http://127.0.0.1:${port}/through-a-tunnel`
    const listener = startListening(['--forward', target.url, '--types', freshType(), '--endpoint', endpoint, '--port', String(port)])
    const lines = await eventually(() => {
      const lines = linesOf(listener)
      expect(lines).toHaveLength(2)
      return lines
    })
    expect(lines).toEqual([expect.objectContaining({ verified: true }), expect.objectContaining({ url: endpoint })])
    expect(JSON.parse(target.received()[0]!.body.toString())).toMatchObject({ type: 'test.ping' })
    expect(await listener.end('SIGTERM')).toBe(0)
    await target.stop()
  })

  it.each<[string[], string]>([
    [['--forward', 'localhost:3000'], 'is not the address of a server'],
    [['--forward', 'http://localhost:3000', '--url', 'https://posthorn.example'], 'give --endpoint'],
    [['--forward', 'http://localhost:3000', '--endpoint', 'https://tunnel.example/'], '--endpoint goes with --port'],
    [
      [
        '--forward',
        'http://localhost:3000',
        '--endpoint',
        'http://127.0.0.1:PORT/',
        '--port',
        'PORT',
        '--signing',
        'standard-webhooks:v1a',
      ],
      'add standard-webhooks to --signing',
    ],
  ])('%j is refused, and nothing is left behind', async (args, message) => {
    const port = String(await freePort())
    const { exitCode, stderr } = await run(['listen', ...args.map((arg) => arg.replace('PORT', port))], {
      env: { POSTHORN_API_KEY: tester().apiKey },
    })
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(message) })
    const { items } = await tester().client.listSubscriptions({ limit: 100 })
    expect(items.filter(({ description }) => description.startsWith('posthorn listen'))).toEqual([])
  })

  it('is refused with a key for live events', async () => {
    const { exitCode, stdout } = await run(['listen', '--forward', 'http://localhost:3000', '--json'])
    expect({ exitCode, problem: JSON.parse(stdout) as unknown }).toMatchObject({ exitCode: 1, problem: { code: 'live_refused' } })
  })
})
