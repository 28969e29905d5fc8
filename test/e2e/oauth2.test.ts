import { afterEach, describe, expect, it } from '@jest/globals'
import type { ServerResponse } from 'node:http'
import { withNameServer } from '../delivery/name-server.js'
import { type AuthorizationServer, type Client, startAuthorizationServer } from '../helpers/authorization-server.js'
import { eventually } from '../helpers/eventually.js'
import { sharedPosthorn, withPosthorn } from '../helpers/posthorn.js'
import type { Received } from '../helpers/receiver.js'
import { freshType, scenes } from '../helpers/scene.js'
import { revealed, temporal } from '../helpers/temporal.js'

const secret = 'canary+secret/with: %&=~'
const client: Client = { id: 'shop:1 +', secret }

describe('a receiver that asks for an OAuth2 token', () => {
  const posthorn = sharedPosthorn()
  const scene = scenes(posthorn)
  const servers: AuthorizationServer[] = []
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop()))
  })

  const granted = async (of: Partial<Client> = {}, auth: object = {}) => {
    const server = await startAuthorizationServer({ ...client, ...of })
    servers.push(server)
    const { id: clientId, secret: clientSecret } = client
    const staged = await scene({
      auth: { kind: 'oauth2', tokenUrl: server.url, clientId, clientAuthentication: 'client_secret_basic', clientSecret, ...auth },
    })
    const valid = ({ headers }: Received) => (headers['authorization'] === `Bearer ${server.given().at(-1)!}` ? 200 : 401)
    staged.receiver.answers(valid)
    return { ...staged, server, valid }
  }
  const delivered = (id: string) =>
    eventually(async () => expect((await posthorn().client.getNotification({ id })).state).toBe('delivered'))
  const firstReason = (id: string) =>
    eventually(async () => {
      const [attempt] = (await posthorn().client.listAttempts({ id })).items
      expect(attempt).toBeDefined()
      return attempt!
    })

  it.each([
    ['client_secret_basic', {}],
    ['client_secret_post', { scope: 'events:write a', audience: 'https://shop.example', resource: 'https://shop.example/api' }],
  ] as const)('gets one that was had with %s, once for many deliveries', async (clientAuthentication, more) => {
    const {
      notify,
      receiver,
      server,
      client: api,
    } = await granted('scope' in more ? { scope: more.scope } : {}, {
      clientAuthentication,
      ...more,
    })
    const goOn = server.hold()
    const first = await Promise.all([notify(), notify(), notify()])
    await eventually(() => expect(server.asked()).toHaveLength(1))
    goOn()
    for (const id of first) await delivered(id)
    await delivered(await notify())
    expect(server.asked()).toHaveLength(1)
    expect(Object.fromEntries(server.asked()[0]!.form)).toMatchObject({ grant_type: 'client_credentials', ...more })
    expect(receiver.received()).toHaveLength(4)
    const { items } = await api.listAttempts({ id: first[0] })
    expect(items[0]!.request.headers['authorization']).toBe('Bearer [secret]')
  })

  it.each(['ES256', 'EdDSA', 'PS256'] as const)('gets one that our signing key has asked for (RFC 7523, %s)', async (alg) => {
    const { account } = await posthorn().client.getCurrentKey()
    const jwksUrl = `${posthorn().baseUrl}/v1/jwks/${account}/live/own`
    const key = { clientAuthentication: 'private_key_jwt', clientSecret: undefined, alg }
    const { notify, server, subscription } = await granted({ jwksUrl }, key)
    await delivered(await notify())
    expect(server.asked()[0]!.form.has('client_secret')).toBe(false)
    expect(subscription.auth).toMatchObject({ kind: 'oauth2', hasClientSecret: false, alg })
  })

  it('asks for another one shortly before its end', async () => {
    const { notify, server } = await granted({ expiresIn: 0 })
    await delivered(await notify())
    await delivered(await notify())
    expect(server.given()).toHaveLength(2)
  })

  it('which it no longer accepts: is sent a new one at once, as an attempt of its own, and once only', async () => {
    const { notify, server, receiver, valid, client: api, subscription } = await granted()
    await delivered(await notify())
    await api.updateSubscription({
      id: subscription.id,
      ifMatch: subscription.version,
      schedule: { name: 'custom', delaysSeconds: [3_000, 3_000] },
    })
    receiver.answers(401, valid)
    const id = await notify()
    await delivered(id)
    const { items } = await api.listAttempts({ id })
    const told = items.map(({ outcome, reason }) => [outcome, reason]).sort()
    expect(told).toEqual([
      ['confirmed', 'HTTP 200'],
      ['failed', 'HTTP 401: credential rejected; next with a new token'],
    ])
    expect(server.given()).toHaveLength(2)

    receiver.answers(401)
    const never = await notify()
    await eventually(async () => {
      const { items: attempts } = await api.listAttempts({ id: never })
      expect(attempts.map(({ reason }) => reason).sort()).toEqual([
        'HTTP 401: credential rejected',
        'HTTP 401: credential rejected; next with a new token',
      ])
    })
    expect(Date.parse((await api.getNotification({ id: never })).nextAttemptAt!)).toBeGreaterThan(Date.now() + 1_000_000)
    expect(server.given()).toHaveLength(3)
  })

  it('leaves no trace of secret, token or path of the token endpoint', async () => {
    const { notify, server, receiver, valid, client: api, subscription } = await granted()
    receiver.answers(({ headers }) => ({ status: 500, body: `no: ${headers['authorization']!}` }), valid)
    const id = await notify()
    await delivered(id)
    server.misbehaves((response) => void response.writeHead(400).end(JSON.stringify({ error: 'canary-error', error_description: secret })))
    const [token] = server.given()
    const rows = await posthorn().query('select to_jsonb(a)::text as row from attempts a where notification_id = $1', [id])
    const stored = await posthorn().query('select (to_jsonb(s) - $2)::text as row from subscriptions s where id = $1', [
      subscription.id,
      'auth',
    ])
    const { workflow } = await api.getNotification({ id })
    const history = revealed(await temporal(posthorn(), 'workflow', 'show', '--workflow-id', workflow!.id, '--output', 'json'))
    const metrics = await (await fetch(`${posthorn().baseUrl}/metrics`)).text()
    const answers = JSON.stringify([
      await api.listSubscriptions(),
      await api.listAudit({ target: subscription.id, limit: 100 }),
      await api.listAttempts({ id }),
    ])
    const all = `${JSON.stringify([rows, stored])}${posthorn().log()}${history}${metrics}${answers}`
    for (const canary of [secret, token!, 'canary-path']) expect(all).not.toContain(canary)
    expect(JSON.stringify([rows, stored])).not.toContain(Buffer.from(token!).toString('hex'))
  })

  const flood = (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(16_384)));
    }
    response.on('drain', more)
    more()
  }
  it.each<[string, (response: ServerResponse) => void, string]>([
    ['never stops', flood, 'unreachable: token endpoint: the answer is too long, or does not end'],
    [
      'redirects',
      (response) => void response.writeHead(307, { location: 'http://169.254.169.254/canary' }).end(),
      'unreachable: token endpoint: HTTP 307: redirects are not followed',
    ],
    ['speaks no JSON', (response) => void response.end('<html>canary'), 'unreachable: token endpoint: the answer is not a JSON object'],
    [
      'gives nothing that can be sent',
      (response) => void response.end(JSON.stringify({ access_token: 'a\r\nx: y', token_type: 'Bearer' })),
      'unreachable: token endpoint: the answer has no access_token that can be sent',
    ],
    ['hangs up', (response) => void response.destroy(), 'unreachable: token endpoint: '],
    ['is silent', () => undefined, 'timeout: token endpoint: no answer within 1 s'],
  ])('is not asked while its token endpoint %s', async (_, misbehaviour, came) => {
    const { notify, server, receiver, client: api, subscription } = await granted()
    await api.updateSubscription({ id: subscription.id, ifMatch: subscription.version, timeoutMs: 1_000 })
    server.misbehaves(misbehaviour)
    const id = await notify()
    const { outcome, reason } = await firstReason(id)
    expect(`${outcome}: ${reason}`).toContain(came)
    expect(receiver.received()).toEqual([])
    server.misbehaves()
    await delivered(id)
  })

  it('is not asked where the name of the token endpoint leads to an address that is not allowed: that is not dialled', async () => {
    await withNameServer(
      () => ({ a: ['10.0.0.7'] }),
      async ({ server: POSTHORN_DNS_SERVERS }) => {
        const env = { POSTHORN_DNS_SERVERS }
        await withPosthorn(
          async ({ client: api, receiver }) => {
            const { id: clientId } = client
            const auth = { kind: 'oauth2', tokenUrl: 'https://login.shop-inside.com/canary', clientId, clientSecret: secret } as const
            const endpoint = { url: receiver.url, eventTypes: ['*'], activate: true }
            await api.createSubscription({ ...endpoint, auth: { ...auth, clientAuthentication: 'client_secret_basic' } })
            const { notifications } = await api.publishEvent({ type: freshType(), data: {} })
            await eventually(async () => {
              const [attempt] = (await api.listAttempts({ id: notifications[0]!.id })).items
              expect(attempt).toMatchObject({ outcome: 'refused', address: null, reason: expect.stringContaining('10.0.0.7') })
              expect(attempt!.reason).toMatch(/^token endpoint: address not allowed: /)
            })
            expect(receiver.received()).toEqual([])
          },
          { env },
        )
      },
    )
  })

  it('S2-3: the check says what is wrong with the token and what to do about it, with a token of its own', async () => {
    const { client: api, subscription, server, receiver, notify } = await granted()
    expect(await api.checkSubscription({ id: subscription.id })).toMatchObject({ status: 'warning' })
    await delivered(await notify())
    expect(server.given()).toHaveLength(2)
    server.misbehaves((response) => void response.writeHead(401).end('{"error":"invalid_client"}'))
    const { steps } = await api.checkSubscription({ id: subscription.id })
    expect(steps.find(({ step }) => step === 'ping')).toMatchObject({
      status: 'failed',
      seen: 'token endpoint: HTTP 401: invalid_client',
      remedy: expect.stringContaining('clientSecret'),
    })
    expect(steps.slice(-2).map(({ status }) => status)).toEqual(['skipped', 'skipped'])
    expect(receiver.received()).toHaveLength(2)
  })
})
