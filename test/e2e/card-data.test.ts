import { describe, expect, it } from '@jest/globals'
import { createClient } from '../../src/client/client.js'
import { eventually } from '../helpers/eventually.js'
import { publishText, send } from '../helpers/http.js'
import { type Posthorn, sharedPosthorn, withPosthorn } from '../helpers/posthorn.js'
import { freshType, scenes } from '../helpers/scene.js'

const canary = '4532015112830366'
const written = '4532 0151-1283 0366'

/** Everything that is stored, as text. */
async function databaseText({ query }: Posthorn): Promise<string> {
  const tables = await query(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  )
  const rows = await Promise.all(tables.map(({ name }) => query(`select t::text as row from ${String(name)} t`)))
  return JSON.stringify(rows)
}

const metric = async ({ baseUrl }: Posthorn, labels: string): Promise<number> => {
  const text = await (await fetch(`${baseUrl}/metrics`)).text()
  return Number(new RegExp(`^posthorn_card_data_total\\{${labels}\\} (\\d+)$`, 'm').exec(text)?.[1] ?? 0)
}

const requestLine = (posthorn: Posthorn, requestId: string) =>
  eventually(() => {
    const line = posthorn
      .log()
      .split('\n')
      .find((text) => text.includes(requestId) && text.includes('"request"'))
    expect(line).toBeDefined()
    return JSON.parse(line ?? '') as { cardData?: number; code?: string }
  })

describe('card data', () => {
  const posthorn = sharedPosthorn()
  const scene = scenes(posthorn)

  async function testKeyClient() {
    const { baseUrl, client } = posthorn()
    const { key } = await client.createApiKey({ name: 'test key', environment: 'test', scopes: ['events:*'] })
    return { apiKey: key, baseUrl, client: createClient({ baseUrl, apiKey: key }) }
  }

  it('in an event of a live key is refused: every place is named, nothing is stored, and the value is told nowhere', async () => {
    const { type, receiver } = await scene()
    const id = `card-${Date.now()}`
    const data = { card: { number: canary, cvv: '987' }, note: `paid with ${written}`, amount: 1050 }
    const before = await metric(posthorn(), 'kind="pan",action="refused"')
    const body = JSON.stringify({ id, type, correlationId: written.replaceAll(' ', '-'), data })
    const answer = await send(posthorn(), { method: 'POST', path: '/v1/events', body, headers: { 'x-request-id': id } })
    expect(answer).toMatchObject({ status: 422, json: { code: 'card_data_refused' } })
    expect(answer.json.errors).toEqual([
      { pointer: '/correlationId', detail: expect.stringContaining('token reference') },
      { pointer: '/data/card/number', detail: expect.stringContaining('token reference') },
      { pointer: '/data/card/cvv', detail: expect.stringContaining('must not be kept') },
      { pointer: '/data/note', detail: expect.stringContaining('token reference') },
    ])
    expect(await requestLine(posthorn(), id)).toMatchObject({ code: 'card_data_refused', cardData: 4 })
    expect(await metric(posthorn(), 'kind="pan",action="refused"')).toBe(before + 3)
    expect((await send(posthorn(), { path: `/v1/events/${id}` })).status).toBe(404)
    expect(receiver.received()).toEqual([])
    const everywhere =
      answer.text + posthorn().log() + (await databaseText(posthorn())) + (await (await fetch(`${posthorn().baseUrl}/metrics`)).text())
    for (const value of [canary, written, written.replaceAll(' ', '-'), '987"']) expect(everywhere).not.toContain(value)
  })

  it('is refused in a name as well, without telling the name', async () => {
    const { status, json, text } = await publishText(posthorn(), `{"type":"${freshType()}","data":{"by":{"${canary}":{"cvv":"123"}}}}`)
    expect({ status, errors: json.errors?.map(({ pointer }) => pointer) }).toEqual({ status: 422, errors: ['/data/by', '/data/by'] })
    expect(text).not.toContain(canary)
  })

  it('in an item of a batch refuses that item alone', async () => {
    const type = freshType()
    const events = [
      { type, data: { a: 1 } },
      { type, data: { pan: canary } },
      { type, data: { track2: `;${canary}=27121010000000000000?` } },
    ]
    const { json, text } = await send(posthorn(), { method: 'POST', path: '/v1/events/batch', body: { events } })
    expect(json.results).toMatchObject([
      { status: 202 },
      { status: 422, problem: { code: 'card_data_refused', errors: [{ pointer: '/data/pan' }] } },
      { status: 422, problem: { code: 'card_data_refused', errors: [{ pointer: '/data/track2' }] } },
    ])
    expect(text).not.toContain(canary)
    expect((await posthorn().client.listEvents({ type })).items).toHaveLength(1)
  })

  it('in an event of a test key is accepted with a warning, counted, and logged as a number', async () => {
    const { apiKey, baseUrl, client } = await testKeyClient()
    const requestId = `flagged-${Date.now()}`
    const before = await metric(posthorn(), 'kind="pan",action="flagged"')
    const body = { type: freshType(), data: { pan: canary, pin: '1234' } }
    const { status, text } = await send(
      { baseUrl, apiKey },
      { method: 'POST', path: '/v1/events', body, headers: { 'x-request-id': requestId } },
    )
    const { id, warnings } = JSON.parse(text) as { id: string; warnings: unknown }
    expect({ status, warnings }).toEqual({
      status: 202,
      warnings: [
        { pointer: '/data/pan', detail: expect.stringContaining('card number') },
        { pointer: '/data/pin', detail: expect.stringContaining('PIN') },
      ],
    })
    expect(text).not.toContain(canary)
    expect((await client.getEvent({ id })).body).toContain(canary)
    expect(await metric(posthorn(), 'kind="pan",action="flagged"')).toBe(before + 1)
    expect(await requestLine(posthorn(), requestId)).toMatchObject({ cardData: 2 })
    const batch = await client.publishBatch({ events: [body, { ...body, data: { last4: '0366' } }] })
    expect(batch.results.map(({ status: each, event }) => [each, event?.warnings?.length])).toEqual([
      [202, 2],
      [202, undefined],
    ])
    expect(posthorn().log()).not.toContain(canary)
  })

  it('that is masked, a token reference, an id or a time passes without a word', async () => {
    const published = await posthorn().client.publishEvent({
      type: freshType(),
      correlationId: '0f8fad5b-d9cb-469f-a165-70867728950e',
      data: {
        cardNumber: '453201******0366',
        tokenReference: 'tok_5f2b',
        orderId: canary,
        at: 1_732_185_720_123,
        cvvResult: 'M',
        card: { last4: '0366' },
      },
    })
    expect(published).not.toHaveProperty('warnings')
  })

  it('is not looked for, or refused for test keys, too, where the operator says so', async () => {
    await withPosthorn(
      async ({ client, baseUrl }) => {
        const event = { type: freshType(), data: { pan: canary } }
        expect(await client.publishEvent(event)).not.toHaveProperty('warnings')
        const { key } = await client.createApiKey({ name: 'test key', environment: 'test', scopes: ['events:write'] })
        const refused = await publishText({ baseUrl, apiKey: key }, JSON.stringify(event))
        expect(refused).toMatchObject({ status: 422, json: { code: 'card_data_refused' } })
      },
      { env: { POSTHORN_PAN_GUARD_LIVE: 'off', POSTHORN_PAN_GUARD_TEST: 'reject' } },
    )
  })
})
