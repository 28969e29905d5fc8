import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SetAuth } from '../../src/contract/receiver-auth.js'
import { type AuthorizationServer, startAuthorizationServer } from '../helpers/authorization-server.js'
import { freshDatabase, type TestDatabase } from '../helpers/database.js'
import { eventually } from '../helpers/eventually.js'
import { send } from '../helpers/http.js'
import { type OwnTemporal, startOwnTemporal } from '../helpers/own-temporal.js'
import { type Posthorn, startPosthorn } from '../helpers/posthorn.js'
import { type Received, type Receiver, startReceiver } from '../helpers/receiver.js'
import { required } from '../helpers/run.js'
import { freshType } from '../helpers/scene.js'

const canary = (name: string) => `canary-${name}-${randomBytes(9).toString('hex')}`
const signingKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const sealingKey = randomBytes(32)

/** What must be found nowhere but where it belongs. */
const secrets = {
  ...{ password: canary('password'), bearer: canary('bearer'), header: canary('header'), clientSecret: canary('client') },
  ...{ path: canary('path'), query: canary('query'), payload: canary('payload'), refused: canary('refused') },
  signingSecret: randomBytes(32).toString('base64'),
  privateKey: signingKey.export({ format: 'jwk' }).d!,
  sealingKey: sealingKey.toString('base64'),
  database: canary('database'),
}

/** What Posthorn has to keep as it is: to send it again (events), and to know where to (URLs, which lists, logs and the audit do without). */
const exempt: Readonly<Partial<Record<string, readonly string[]>>> = {
  payload: ['events.body'],
  path: ['subscriptions.url', 'subscriptions.auth'],
  query: ['subscriptions.url'],
}

const events = 250

describe('canaries in every place where something is secret (1,000 deliveries, some of which fail)', () => {
  const texts: string[] = []
  let temporal: OwnTemporal
  let database: TestDatabase
  let posthorn: Posthorn
  let authorization: AuthorizationServer
  const receivers: Receiver[] = []
  const type = freshType()

  beforeAll(async () => {
    temporal = await startOwnTemporal()
    database = await freshDatabase()
    await database.query(`create role ${secrets.database.replaceAll('-', '_')} login superuser password '${secrets.database}'`)
    const url = new URL(database.url)
    url.username = secrets.database.replaceAll('-', '_')
    url.password = secrets.database
    const beside = { databaseUrl: url.href, namespace: 'default', query: database.query } as Posthorn
    const env = { TEMPORAL_ADDRESS: temporal.address, POSTHORN_SEALING_KEY: secrets.sealingKey, POSTHORN_LOG_LEVEL: 'trace' }
    posthorn = await startPosthorn({ beside, env })
    authorization = await startAuthorizationServer({ id: 'shop', secret: secrets.clientSecret })
  })

  afterAll(async () => {
    await Promise.all(receivers.map((receiver) => receiver.stop()))
    await authorization.stop()
    await posthorn.stop()
    await database.drop()
    await temporal.stop()
  })

  const tell = (text: unknown) => void texts.push(typeof text === 'string' ? text : JSON.stringify(text))

  it('S2-12, S3-7: none is in the databases, logs, metrics, histories and errors', async () => {
    await subscribe()
    const keys = await posthorn.client.createApiKey({ name: 'canary', scopes: ['events:write'], environment: 'live' })
    await posthorn.client.createSigningKey({ alg: 'ES256', pem: signingKey.export({ format: 'pem', type: 'pkcs8' }).toString() })
    for (let from = 0; from < events; from += 50) {
      const batch = Array.from({ length: 50 }, (_, i) => ({ id: `evt-${String(from + i)}`, type, data: { name: secrets.payload } }))
      await posthorn.client.publishBatch({ events: batch })
    }
    await provokeErrors()
    await eventually(
      async () => {
        const [row] = await posthorn.query(
          `select count(*)::int as n, count(*) filter (where state in ('delivered', 'exhausted'))::int as over from notifications`,
        )
        expect(row).toEqual({ n: events * 4, over: events * 4 })
      },
      { withinMs: 90_000, everyMs: 250 },
    )
    tell(await (await fetch(`${posthorn.baseUrl}/metrics`)).text())
    for (const state of ['delivered', 'exhausted'] as const) tell(await posthorn.client.listNotifications({ state, limit: 100 }))
    tell([await posthorn.client.listSubscriptions({}), await posthorn.client.listAudit({ limit: 100 })])
    tell(posthorn.log())
    await posthorn.kill('SIGTERM')
    const tokens = authorization.given()
    expect(tokens.length).toBeGreaterThan(0)
    const all = { ...secrets, apiKey: posthorn.apiKey, secondKey: keys.key, token: tokens[0]!, lastToken: tokens.at(-1)! }
    expect(await hitsOf(all)).toEqual([])
  }, 180_000)

  it('and would have been found: the dump has what belongs into it', async () => {
    const dumped = await dump()
    expect(dumped.get('events.body')).toContain(secrets.payload)
    expect(dumped.get('subscriptions.url')).toContain(secrets.path)
    expect(temporal.text()).toContain('ntf_')
    expect(posthorn.log()).toContain('attempt')
  })

  const tokenUrl = () => authorization.url.replace('canary-path', secrets.path)

  /** Four endpoints: each kind of credential, and a receiver that fails now and then and repeats what it was sent. */
  async function subscribe(): Promise<void> {
    const auths: readonly SetAuth[] = [
      { kind: 'basic', username: 'shop', password: secrets.password },
      { kind: 'bearer', token: secrets.bearer },
      { kind: 'header', name: 'apikey', value: secrets.header },
      {
        kind: 'oauth2',
        tokenUrl: tokenUrl(),
        clientId: 'shop',
        clientSecret: secrets.clientSecret,
        clientAuthentication: 'client_secret_post',
      },
    ]
    for (const [index, auth] of auths.entries()) {
      const receiver = await startReceiver()
      receivers.push(receiver)
      let count = 0
      const echo = ({ headers }: Received) => {
        const status = [200, 200, 500, 200, 401, 503][count++ % 6]!
        return {
          status,
          headers: { 'x-saw': headers['authorization'] ?? 'none' },
          body: `${headers['authorization']!} ${headers['apikey']!}`,
        }
      }
      receiver.answers(echo)
      tell(
        omitSecret(
          await posthorn.client.createSubscription({
            ...{ url: `http://${receiver.authority}/hooks/${secrets.path}?k=${secrets.query}`, eventTypes: [type], activate: true },
            ...{ schedule: { name: 'custom', delaysSeconds: [1, 1] }, secret: `whsec_${secrets.signingSecret}` },
            ...{ auth, signing: { jwtHeader: index === 3 ? { header: 'Webhook-JWT' } : {} } },
          }),
        ),
      )
    }
  }

  /** Everything that is refused, with something secret in it. */
  async function provokeErrors(): Promise<void> {
    const { refused } = secrets
    const post = (path: string, body: unknown) => ({ method: 'POST', path, body })
    const subscription = { url: 'https://shop.example.com/a0e5c1d8a9b7f4e63', eventTypes: ['a.b'] }
    const asks = [
      post('/v1/subscriptions', { ...subscription, secret: `whsec_${refused}` }),
      post('/v1/subscriptions', { ...subscription, url: `https://u:${refused}@shop.example.com/${refused}` }),
      post('/v1/subscriptions', { ...subscription, url: `ftp://shop.example.com/${refused}` }),
      post('/v1/subscriptions', { ...subscription, auth: { kind: 'basic', username: 'a:b', password: `${refused}\n` } }),
      post('/v1/subscriptions', { ...subscription, auth: { kind: 'header', name: 'host', value: refused } }),
      post('/v1/subscriptions', {
        ...subscription,
        auth: { kind: 'oauth2', tokenUrl: `https://10.0.0.1/${refused}`, clientId: 'a', clientSecret: `${refused}é` },
      }),
      post('/v1/events', `{"type":"${type}","data":{"name":"${refused}"`),
      post('/v1/events', { type: 'payment.captured', data: { name: refused } }),
      post('/v1/events', { id: 'evt-0', type, data: { name: refused } }),
      post('/v1/signing-keys', { alg: 'ES256', pem: `-----BEGIN PRIVATE KEY-----\n${refused}\n-----END PRIVATE KEY-----\n` }),
      { path: '/v1/subscriptions', headers: { authorization: `Bearer ${refused}` } },
      { path: `/v1/notifications/${refused}` },
    ]
    for (const ask of asks) {
      const { status, text } = await send(posthorn, ask)
      expect({ ask, refused: status >= 400 }).toEqual({ ask, refused: true })
      // the address that was asked for is the caller's own
      tell(ask.path.includes(refused) ? text.replaceAll(ask.path, '') : text)
    }
  }

  /** Where which of them was found, in any form. */
  async function hitsOf(all: Readonly<Record<string, string>>): Promise<string[]> {
    const places = new Map([...(await dump()), ['temporal', temporal.text()], ['told', texts.join('\n')], ['postgres log', postgresLog()]])
    return Object.entries(all).flatMap(([name, value]) =>
      [...places]
        .filter(([place, text]) => !exempt[name]?.includes(place) && formsOf(value).some((form) => text.includes(form)))
        .map(([place]) => `${name} in ${place}`),
    )
  }

  const postgresLog = () =>
    readdirSync(required('POSTHORN_TEST_DIRECTORY'))
      .filter((name) => name.endsWith('.log'))
      .map((name) => readFileSync(join(required('POSTHORN_TEST_DIRECTORY'), name), 'utf8'))
      .join('\n')

  /** Every column of every table, as text; bytes in hexadecimal. */
  async function dump(): Promise<Map<string, string>> {
    const tables = await database.query(
      `select relname as name from pg_class where relkind in ('r', 'p') and not relispartition and relnamespace = 'public'::regnamespace`,
    )
    const columns = new Map<string, string>()
    for (const { name } of tables) {
      const table = String(name)
      const rows = await database.query(
        `select c.key, string_agg(c.value, E'\\n') as text from ${table} t, jsonb_each_text(to_jsonb(t)) c group by c.key`,
      )
      for (const { key, text } of rows) columns.set(`${table}.${String(key)}`, String(text))
    }
    return columns
  }
})

const omitSecret = ({ secret: _, url: __, auth: { kind }, ...shown }: { secret: string; url: string; auth: { kind: string } }) => ({
  ...shown,
  kind,
})

/** As it is, in hexadecimal, and in base64 wherever it may begin in it. */
function formsOf(value: string): string[] {
  const bytes = Buffer.from(value)
  const encoded = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift, 120), bytes])
      .toString('base64')
      .slice(shift === 0 ? 0 : 4, -4),
  )
  const raw = /^[A-Za-z0-9+/_-]{40,}=*$/.test(value) && !value.startsWith('canary') ? [Buffer.from(value, 'base64').toString('hex')] : []
  return [value, bytes.toString('hex'), ...encoded, ...raw]
}
