import { describe, expect, it } from '@jest/globals'
import { once } from 'node:events'
import { connect } from 'node:net'
import { eventually } from '../helpers/eventually.js'
import { send } from '../helpers/http.js'
import { sharedPosthorn } from '../helpers/posthorn.js'

describe('requests', () => {
  const posthorn = sharedPosthorn()

  it('that fail are answered with a problem: code, status, title and the id of the request', async () => {
    const { status, headers, json } = await send(posthorn(), {
      path: '/v1/notifications/ntf_none',
      headers: { 'x-request-id': 'my-request-1' },
    })
    expect({ status, type: headers.get('content-type') }).toEqual({ status: 404, type: 'application/problem+json' })
    expect(json).toEqual({
      type: 'urn:posthorn:problem:not_found',
      title: expect.any(String),
      status: 404,
      code: 'not_found',
      requestId: 'my-request-1',
    })
    expect(headers.get('x-request-id')).toBe('my-request-1')
  })

  it('without a key are told how to send one', async () => {
    const response = await fetch(`${posthorn().baseUrl}/v1/events`)
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
  })

  it.each(['limit=0', 'limit=101', 'limit=many', 'limit=1&limit=2', 'after=yesterday', 'colour=red', 'cursor=x', 'state=broken'])(
    'with the query %s are refused',
    async (query) => {
      const { status, json } = await send(posthorn(), { path: `/v1/notifications?${query}` })
      expect({ status, code: json.code }).toEqual({ status: 422, code: 'validation_failed' })
      expect(json.errors?.[0]?.pointer).toBe(`/${query.split('=')[0]}`)
    },
  )

  it('with a cursor of another list are refused', async () => {
    const { client } = posthorn()
    for (let i = 0; i < 2; i++) await client.publishEvent({ type: 'a.b', data: { i } })
    const { nextCursor } = await client.listEvents({ limit: 1 })
    expect((await send(posthorn(), { path: `/v1/notifications?cursor=${nextCursor}` })).status).toBe(422)
  })

  it('for an id that cannot be one find nothing', async () => {
    for (const id of ['%ff', 'x'.repeat(200), 'none'])
      expect((await send(posthorn(), { path: `/v1/subscriptions/${id}` })).json.code).toBe('not_found')
  })

  it('of another type, or compressed, are refused', async () => {
    const post = { method: 'POST', path: '/v1/events', body: '{"type":"a.b","data":{}}' }
    expect((await send(posthorn(), { ...post, headers: { 'content-type': 'text/plain' } })).json.code).toBe('unsupported_media_type')
    expect((await send(posthorn(), { ...post, headers: { 'content-encoding': 'gzip' } })).json.code).toBe('unsupported_media_type')
  })

  it('with a reason that is too long are refused, and nothing of it is cut off', async () => {
    const post = (reason: string) =>
      send(posthorn(), {
        method: 'POST',
        path: '/v1/accounts',
        body: { name: 'a', kind: 'merchant' },
        headers: { 'posthorn-reason': reason },
      })
    const utf8 = Buffer.from('é'.repeat(500)).toString('latin1')
    expect(await post(`${utf8}x`)).toMatchObject({
      status: 422,
      json: { code: 'validation_failed', detail: expect.stringContaining('500 characters') },
    })
    const { status, json } = await post(utf8)
    expect(status).toBe(201)
    expect((await posthorn().client.listAudit({ account: (json as { id: string }).id })).items[0]?.reason).toBe('é'.repeat(500))
  })

  it('that are not UTF-8 are refused', async () => {
    const { baseUrl, apiKey } = posthorn()
    const body = Buffer.concat([Buffer.from('{"type":"a.b","data":{"x":"'), Buffer.of(0xff), Buffer.from('"}}')])
    const response = await fetch(`${baseUrl}/v1/events`, { method: 'POST', headers: { authorization: `Bearer ${apiKey}` }, body })
    expect({ status: response.status, body: await response.json() }).toMatchObject({ status: 400, body: { code: 'malformed_json' } })
  })

  it('that are too large are refused before they are complete', async () => {
    const { baseUrl, apiKey } = posthorn()
    const { hostname, port } = new URL(baseUrl)
    const socket = connect(Number(port), hostname)
    socket.write(`POST /v1/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${apiKey}\r\ntransfer-encoding: chunked\r\n\r\n`)
    socket.write(`50000\r\n${'x'.repeat(0x50000)}\r\n`)
    const [answer] = (await once(socket, 'data')) as [Buffer]
    socket.destroy()
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 /)
  })

  it('of 1,000 events of ordinary size fit into a batch', async () => {
    const events = Array.from({ length: 1_000 }, (_, i) => ({ type: 'a.b', data: { i, text: 'x'.repeat(500) } }))
    const { results } = await posthorn().client.publishBatch({ events })
    expect(results.every(({ status }) => status === 202)).toBe(true)
  })

  it('leave one log line each, which has neither key nor URL', async () => {
    const { apiKey } = posthorn()
    await send(posthorn(), { path: '/v1/events?type=canary.type', headers: { 'x-request-id': 'log-line-1' } })
    const lines = () =>
      posthorn()
        .log()
        .split('\n')
        .filter((line) => line.includes('log-line-1'))
    await eventually(() => expect(lines()).toHaveLength(1))
    expect(JSON.parse(lines()[0]!)).toMatchObject({ operation: 'listEvents', status: 200, account: 'acc_root' })
    expect(lines()[0]).not.toContain('canary')
    expect(posthorn().log()).not.toContain(apiKey)
  })

  describe('beside the API', () => {
    const get = (path: string) => fetch(posthorn().baseUrl + path)

    it('the probes and the metrics answer without a key', async () => {
      expect(await (await get('/healthz')).json()).toEqual({ status: 'ok' })
      expect(await (await get('/readyz')).json()).toMatchObject({ status: 'ready', checks: { database: { ok: true } } })
      expect(await (await get('/metrics')).text()).toMatch(/^# HELP posthorn_/m)
    })

    it('the document and its page are served by the node itself, under a strict policy', async () => {
      expect(await (await get('/openapi.json')).json()).toMatchObject({ openapi: '3.1.0' })
      const page = await get('/docs')
      const html = await page.text()
      expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none';script-src 'self'/)
      const references = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, reference]) => reference!)
      expect(references).toHaveLength(3)
      for (const reference of references) expect({ reference, status: (await get(reference)).status }).toEqual({ reference, status: 200 })
      expect(html).not.toMatch(/<script>/)
    })
  })
})
