import { describe, expect, it } from '@jest/globals'
import { eventually } from '../helpers/eventually.js'
import { publishText, send } from '../helpers/http.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { freshType, scenes } from '../helpers/scene.js'

describe('publishing', () => {
  const posthorn = sharedPosthorn()
  const scene = scenes(posthorn)

  it('delivers data with the bytes that were published: spelling of numbers, order of keys, white space (S4-8)', async () => {
    const { type, receiver } = await scene()
    const data = '{"amount":10.50,"id":9007199254740993,"b":1,"a":2, "e":1E+2,"text":"\\u00e9 é \\/","nested":{"data":{"z":[1.0,-0]}}}'
    expect((await publishText(posthorn(), `{"type":"${type}","data":${data}}`)).status).toBe(202)
    await eventually(() => expect(receiver.received()).toHaveLength(1))
    expect(receiver.received()[0]?.body.toString('utf8')).toContain(`"data":${data}`)
  })

  it('delivers an envelope that names event, type, account, origin and time', async () => {
    const { type, receiver, client } = await scene()
    const { id } = await client.publishEvent({
      type,
      origin: 'bank',
      correlationId: 'corr-1',
      occurredAt: '2026-01-02T03:04:05Z',
      data: { a: 1 },
    })
    await eventually(() => expect(receiver.received()).toHaveLength(1))
    const envelope = JSON.parse(receiver.received()[0]?.body.toString('utf8') ?? '') as object
    expect(envelope).toMatchObject({ id, type, account: 'acc_root', origin: 'bank', correlationId: 'corr-1', data: { a: 1 } })
    expect(new Date((envelope as { occurredAt: string }).occurredAt)).toEqual(new Date('2026-01-02T03:04:05Z'))
    expect(receiver.received()[0]?.headers['content-type']).toMatch(/^application\/json/)
  })

  it.each([
    { origin: 'user', actor: { kind: 'user', id: 'usr_17' } },
    { origin: 'api', actor: { kind: 'client', id: 'key_of_the_shop' } },
    { origin: 'bank', actor: { kind: 'system', id: 'settlement-job' } },
  ] as const)('S2-8: tells of a change in one way, whoever caused it, and says who did: $origin, $actor.kind', async (cause) => {
    const { type, receiver, client } = await scene()
    const data = { object: { id: 'sub_1', status: 'paused' } }
    const { id } = await client.publishEvent({ type, ...cause, data })
    await eventually(() => expect(receiver.received()).toHaveLength(1))
    const sent = receiver.received()[0]?.body.toString('utf8') ?? ''
    expect(JSON.parse(sent)).toMatchObject({ id, type, ...cause, data })
    expect(await client.getEvent({ id })).toMatchObject({ origin: cause.origin, body: sent })
  })

  it('S2-8: the same id from somebody else is another event: 409', async () => {
    const { type, client } = await scene()
    const event = { id: `by-${type}`, type, data: {} }
    await client.publishEvent({ ...event, actor: { kind: 'user', id: 'usr_1' } })
    expect(await client.publishEvent({ ...event, actor: { kind: 'user', id: 'usr_1' } })).toMatchObject({ duplicate: true })
    const other = JSON.stringify({ ...event, actor: { kind: 'user', id: 'usr_2' } })
    expect(await publishText(posthorn(), other)).toMatchObject({ status: 409, json: { code: 'event_id_conflict' } })
  })

  it('takes the last of nothing: a member given twice is refused', async () => {
    const { status, json } = await publishText(posthorn(), `{"type":"${freshType()}","data":{"a":1},"data":{"a":2}}`)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
    expect(json).toMatchObject({ code: expect.any(String) })
  })

  it('answers a repeated publish with the first result', async () => {
    const { publish, receiver } = await scene()
    const id = `order-${Date.now()}`
    const first = await publish({ amount: 1 }, id)
    const second = await publish({ amount: 1 }, id)
    expect(first).toEqual({
      id,
      duplicate: false,
      notifications: [{ id: expect.stringMatching(/^ntf_[0-9a-z]{26}$/), subscription: expect.any(String) }],
    })
    expect(second).toEqual({ ...first, duplicate: true })
    await eventually(() => expect(receiver.received()).toHaveLength(1))
  })

  it('answers 409 to the same id with another body', async () => {
    const { publish, type } = await scene()
    const id = `order-${Date.now()}`
    await publish({ amount: 1 }, id)
    const { status, json } = await publishText(posthorn(), JSON.stringify({ id, type, data: { amount: 2 } }))
    expect({ status, code: json.code }).toEqual({ status: 409, code: 'event_id_conflict' })
  })

  it('makes one event of 1,000 concurrent publishes with the same id', async () => {
    const { publish, receiver, client } = await scene()
    const id = `storm-${Date.now()}`
    const answers = await Promise.all(Array.from({ length: 1000 }, () => publish({ amount: 7 }, id)))
    expect(answers.filter(({ duplicate }) => !duplicate)).toHaveLength(1)
    expect(new Set(answers.map(({ notifications }) => notifications[0]?.id)).size).toBe(1)
    await eventually(async () => expect((await client.getEvent({ id })).notifications).toMatchObject([{ state: 'delivered', attempts: 1 }]))
    expect(receiver.received()).toHaveLength(1)
  })

  it('stores an event that matches nobody', async () => {
    const { client } = posthorn()
    const type = freshType()
    const published = await client.publishEvent({ type, data: { nobody: true } })
    expect(published).toMatchObject({ duplicate: false, notifications: [] })
    expect(await client.getEvent({ id: published.id })).toMatchObject({ type, notifications: [] })
  })

  it('tells of every notification of an event whether it was delivered', async () => {
    const { type, client, publish, receiver, subscription } = await scene()
    const other = await client.createSubscription({
      url: `${receiver.url}/other`,
      eventTypes: [type.replace(/[^.]+$/, '*')],
      activate: true,
    })
    const { id, notifications } = await publish()
    expect(notifications.map((notification) => notification.subscription).sort()).toEqual([subscription.id, other.id].sort())
    await eventually(async () =>
      expect((await client.getEvent({ id })).notifications.map(({ state }) => state)).toEqual(['delivered', 'delivered']),
    )
    await client.deleteSubscription({ id: other.id })
  })

  it('answers each item of a batch as a single publish would be answered', async () => {
    const { type, receiver } = await scene()
    const id = `batch-${Date.now()}`
    const items = [
      `{"id":"${id}","type":"${type}","data":{"n":1.0}}`,
      `{"id":"${id}","type":"${type}","data":{"n":2}}`,
      '{"type":"Wrong"}',
      `{"type":"${type}","data":{"n":3.50}}`,
    ]
    const { status, json } = await send(posthorn(), { method: 'POST', path: '/v1/events/batch', body: `{"events":[${items.join(',')}]}` })
    expect(status).toBe(202)
    expect(json.results?.map((result) => result.status)).toEqual([202, 409, 422, 202])
    await eventually(() => expect(receiver.received()).toHaveLength(2))
    const bodies = receiver
      .received()
      .map(({ body }) => body.toString('utf8'))
      .join('\n')
    expect(bodies).toContain('"data":{"n":1.0}')
    expect(bodies).toContain('"data":{"n":3.50}')
  })

  describe('refuses', () => {
    const refusals = [
      { what: 'malformed JSON', body: '{"type":', status: 400, code: 'malformed_json' },
      { what: 'an empty body', body: '', status: 400, code: 'malformed_json' },
      { what: 'a body over 256 KiB', body: `{"type":"a.b","data":{"x":"${'x'.repeat(262_144)}"}}`, status: 413, code: 'payload_too_large' },
      { what: 'JSON that is not an object', body: '[]', status: 422, code: 'validation_failed' },
    ]
    it.each(refusals)('$what', async ({ body, status, code }) => {
      const answer = await publishText(posthorn(), body)
      expect({ status: answer.status, code: answer.json.code }).toEqual({ status, code })
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
    })

    const wrong: [string, object, string][] = [
      ['a missing type', { data: {} }, '/type'],
      ['a type that is not dotted', { type: 'Payment', data: {} }, '/type'],
      ['missing data', { type: 'a.b' }, '/data'],
      ['data that is no object', { type: 'a.b', data: [1] }, '/data'],
      ['an unknown member', { type: 'a.b', data: {}, colour: 1 }, '/colour'],
      ['an unknown origin', { type: 'a.b', data: {}, origin: 'moon' }, '/origin'],
      ['an actor of no kind', { type: 'a.b', data: {}, actor: { id: 'usr_1' } }, '/actor/kind'],
      ['an actor with more than a reference', { type: 'a.b', data: {}, actor: { kind: 'user', id: 'u', name: 'x' } }, '/actor/name'],
      ['an id with a space', { type: 'a.b', data: {}, id: 'a b' }, '/id'],
    ]
    it.each(wrong)('%s with a pointer to it', async (_, body, pointer) => {
      const { status, json } = await publishText(posthorn(), JSON.stringify(body))
      expect({ status, code: json.code }).toEqual({ status: 422, code: 'validation_failed' })
      expect(json.errors).toContainEqual({ pointer, detail: expect.any(String) })
    })

    it('several mistakes at once, each with its pointer', async () => {
      const { json } = await publishText(posthorn(), JSON.stringify({ type: 'X', data: 1, more: 1 }))
      expect(json.errors?.map((error) => error.pointer).sort()).toEqual(['/data', '/more', '/type'])
    })

    it('a caller without, or with a wrong key', async () => {
      const { baseUrl } = posthorn()
      for (const apiKey of ['', 'wrong-key-0123456789']) {
        const { status, json } = await publishText({ baseUrl, apiKey }, JSON.stringify({ type: 'a.b', data: {} }))
        expect({ status, code: json.code }).toEqual({ status: 401, code: 'unauthenticated' })
      }
    })

    it('to publish into an account that the key does not reach', async () => {
      const { status } = await publishText(posthorn(), JSON.stringify({ type: 'a.b', account: 'acc_of_somebody_else', data: {} }))
      expect([403, 404, 422]).toContain(status)
    })

    it('an unknown route with 404 and a wrong method with 405', async () => {
      expect((await send(posthorn(), { path: '/v1/nothing' })).json).toMatchObject({ status: 404, code: 'not_found' })
      const wrongMethod = await send(posthorn(), { method: 'DELETE', path: '/v1/events' })
      expect(wrongMethod.status).toBe(405)
      expect(wrongMethod.headers.get('allow')).toContain('POST')
    })
  })
})
