import { describe, expect, it } from '@jest/globals'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { createRateLimit } from '../../src/api/rate-limit.js'
import { type OperationId, type Route, routes } from '../../src/contract/routes.js'
import { eventually } from '../helpers/eventually.js'
import { type Answered, type Ask, send } from '../helpers/http.js'
import { sharedPosthorn } from '../helpers/posthorn.js'

const all = Object.entries(routes) as [OperationId, Route][]
const pathOf = ({ path }: Route, id = 'none') => path.replaceAll(/\{\w+\}/g, id)
/** Those of a publisher's own words, such as the reference of a subject, may hold anything else. */
const strangeIds = ['%00', '%ff', 'x'.repeat(5_000)]
const nested = `${'['.repeat(50_000)}${']'.repeat(50_000)}`

/** What no route can be asked, whatever it is for. */
const nonsense = (route: Route): readonly Ask[] => {
  const method = route.method.toUpperCase()
  const ask = { method, path: pathOf(route), headers: { 'if-match': '"1"' } }
  const bodies = ['{', nested, '"text"', '{"__proto__":{"admin":true}}', `{"type":"${'x'.repeat(300_000)}"}`]
  return [
    { ...ask, headers: { authorization: 'Bearer nobody' } },
    { ...ask, headers: { authorization: `Basic ${Buffer.from('a:b').toString('base64')}` } },
    ...(route.body ? bodies.map((body) => ({ ...ask, body })) : []),
    ...(route.body ? [{ ...ask, body: '{}', headers: { ...ask.headers, 'content-type': 'text/xml' } }] : []),
    ...(route.params
      ? [...strangeIds, ...(route.path.includes('{ref}') ? [] : ['..%2fetc'])].map((id) => ({ ...ask, path: pathOf(route, id) }))
      : []),
    ...(route.query ? [{ ...ask, path: `${ask.path}?canary=%00&__proto__=1` }] : []),
  ]
}

const expectProblem = ({ status, headers, text, json }: Answered) => {
  expect([status, text]).toEqual([expect.any(Number), expect.not.stringMatching(/node_modules|\.[jt]s:\d|\bat [\w.]+ \(/)])
  expect(Math.floor(status / 100)).toBe(4)
  expect(headers.get('content-type')).toBe('application/problem+json')
  expect(json).toMatchObject({ type: `urn:posthorn:problem:${String(json.code)}`, status, requestId: headers.get('x-request-id') })
}

const always = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }
/** The answer to a publish is nothing that a browser would show, and is made too often for it. */
const shown = { ...always, 'content-security-policy': "default-src 'none';frame-ancestors 'none'", 'referrer-policy': 'no-referrer' }

const expectGuarded = ({ headers }: Pick<Answered, 'headers'>, { method = 'GET', path }: Ask) => {
  const isPublish = method === 'POST' && path === routes.publishEvent.path
  expect(Object.fromEntries(headers)).toMatchObject(isPublish ? always : shown)
  expect(headers.get('x-powered-by')).toBeNull()
  expect(headers.get('server')).toBeNull()
}

describe('under attack', () => {
  const posthorn = sharedPosthorn()

  it.each(all)('%s answers nonsense with a problem, and tells nothing of itself', async (_, route) => {
    for (const ask of nonsense(route)) {
      const answered = await send(posthorn(), ask)
      expectProblem(answered)
      expectGuarded(answered, ask)
    }
  })

  it('methods and paths that nobody has declared are problems, too', async () => {
    for (const [, route] of all) {
      const answered = await send(posthorn(), { method: 'PROPFIND', path: pathOf(route) })
      expect([answered.status, answered.json.code]).toEqual([405, 'method_not_allowed'])
      expectProblem(answered)
    }
    for (const path of ['/v1', '/v1/none', '/V2/events', '/v1/events/../../etc', '/.git/config', '/v1/events/%2e%2e'])
      expectProblem(await send(posthorn(), { path }))
  })

  it('what succeeds is guarded as well', async () => {
    const asks: Ask[] = [{ path: '/v1/events' }, { method: 'POST', path: '/v1/events', body: { type: 'a.b', data: {} } }]
    for (const ask of asks) expectGuarded(await send(posthorn(), ask), ask)
  })

  it('every operation says in the contract that it may be answered 429', async () => {
    const { paths } = (await (await fetch(`${posthorn().baseUrl}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { responses: object }>>
    }
    for (const [, { path, method }] of all) expect(paths[path]?.[method]?.responses).toHaveProperty('429')
  })
})

describe('a flood of requests', () => {
  const posthorn = sharedPosthorn({
    env: { POSTHORN_REQUESTS_PER_SECOND: '1', POSTHORN_PUBLISHES_PER_SECOND: '2', POSTHORN_SIMULATIONS_PER_SECOND: '1' },
  })
  const flood = async (ask: Ask, from: Parameters<typeof send>[0] = posthorn()) =>
    Promise.all(Array.from({ length: 40 }, () => send(from, ask)))

  it('with one key is answered 429 beyond its share, with when to come back, and nothing is done for it', async () => {
    const answers = await flood({ method: 'POST', path: '/v1/events', body: { type: 'flood.test', data: {} } })
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(0)
    for (const answered of refused) {
      expectProblem(answered)
      expect(answered.json.code).toBe('rate_limited')
      expect(Object.fromEntries(answered.headers)).toMatchObject({
        'retry-after': '1',
        'ratelimit-policy': '"publishes";q=2;w=1',
        ratelimit: '"publishes";r=0;t=1',
      })
    }
    const [{ count }] = (await posthorn().query(`select count(*)::int from events where type = 'flood.test'`)) as [{ count: number }]
    expect(count).toBe(answers.length - refused.length)
  })

  it('S4-3: of simulated events is answered 429, too', async () => {
    const { key: apiKey } = await eventually(() => posthorn().client.createApiKey({ name: 'test', environment: 'test', scopes: ['*'] }))
    const ask = { method: 'POST', path: '/v1/simulations', body: { type: 'payment.settled' } }
    const answers = await flood(ask, { baseUrl: posthorn().baseUrl, apiKey })
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(0)
    for (const { headers } of refused) expect(headers.get('ratelimit-policy')).toBe('"simulations";q=1;w=1')
  })

  it('S4-3: of simulated events is counted for an account, however many keys it has', () => {
    const count = createRateLimit({ publishes: 1, simulations: 1, others: 1 })
    const ask = (keyId: string, accountId: string, kind: 'publishes' | 'simulations') => () =>
      count({ keyId, accountId }, kind, new ServerResponse(new IncomingMessage(new Socket())))
    for (const key of ['key_1', 'key_2']) ask(key, 'acc_a', 'publishes')()
    ask('key_1', 'acc_a', 'simulations')()
    expect(ask('key_2', 'acc_a', 'simulations')).toThrow('this account may make 1 requests a second')
    ask('key_3', 'acc_b', 'simulations')()
  })

  it('leaves other keys, and other kinds of requests of the same key, as they are', async () => {
    const scopes = ['events:read', 'events:write']
    const newKey = () => eventually(() => posthorn().client.createApiKey({ name: 'fresh', environment: 'live', scopes }))
    const [flooding, other] = [await newKey(), await newKey()].map(({ key }) => ({ baseUrl: posthorn().baseUrl, apiKey: key }))
    const answers = await flood({ path: '/v1/events' }, flooding)
    expect(answers.some(({ status }) => status === 429)).toBe(true)
    expect((await send(other!, { path: '/v1/events' })).status).toBe(200)
    expect((await send(flooding!, { method: 'POST', path: '/v1/events', body: { type: 'a.b', data: {} } })).status).toBe(202)
  })

  it('is over when it is over', async () => {
    await flood({ path: '/v1/events' })
    await eventually(async () => expect((await send(posthorn(), { path: '/v1/events' })).status).toBe(200))
  })
})
