import { describe, expect, it } from '@jest/globals'
import { createClient } from '../../src/client/client.js'
import { publishText, send } from '../helpers/http.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { freshType } from '../helpers/scene.js'

const posthorn = sharedPosthorn()

const text = { type: 'string' }
const parcels = { type: 'integer', minimum: 1 }
const schemaOf = (properties: object, required: readonly string[] = ['id']) => ({
  type: 'object',
  required: ['object'],
  properties: { object: { type: 'object', required, properties } },
})
const packed = {
  description: 'The goods of an order are packed.',
  schema: schemaOf({ id: text, parcels }),
  example: { object: { id: 'ord_17', parcels: 2 } },
}
const wrong = { object: { id: 'ord_18', parcels: 'two' } }
const right = { object: { id: 'ord_18', parcels: 1, ofOurOwn: true } }

const problemOf = (asked: Promise<unknown>) =>
  asked.then(
    () => undefined,
    (error: unknown) => (error as { problem: unknown }).problem,
  )
/** The audit of a type, oldest first. */
async function auditOf(type: string) {
  const { items } = await posthorn().client.listAudit({ account: 'acc_root', limit: 100 })
  return items
    .filter(({ target }) => target === type)
    .map(({ action, before, after }) => ({ action, before: parse(before), after: parse(after) }))
}
const parse = (json: string | null): unknown => (json === null ? null : JSON.parse(json))
const publish = async (type: string, data: object, account?: string) =>
  (await publishText(posthorn(), JSON.stringify({ type, data, account }))).status

/** An account with a key of its own. */
async function openAccount(parent?: string, kind: 'portfolio' | 'merchant' = 'merchant') {
  const { client, baseUrl } = posthorn()
  const { id } = await client.createAccount({ name: 'Shop', kind, ...(parent !== undefined && { parent }) })
  const { key } = await client.createApiKey({ account: id, name: 'all', scopes: ['*'], environment: 'live' })
  return { id, key, client: createClient({ baseUrl, apiKey: key }) }
}

describe('an event type of an account’s own (S2-10)', () => {
  it('is defined, shown beside the catalogue, and audited', async () => {
    const { client } = posthorn()
    const type = freshType()
    const created = await client.createEventType({ type, domain: 'warehouse', flow: 'delivery', ...packed })
    expect(created).toMatchObject({
      type,
      custom: true,
      account: 'acc_root',
      schemaVersion: 1,
      schemaRevision: 1,
      origins: ['api'],
      ...packed,
    })
    expect(await client.getEventType({ type })).toEqual(created)
    const { schema: _schema, example: _example, ...summary } = created
    expect((await client.listEventTypes({ domain: 'warehouse' })).items).toEqual([summary])
    expect(await auditOf(type)).toEqual([{ action: 'event-type.create', before: null, after: created }])
  })

  it('checks what is published from then on, and no longer when it is deleted (S3-12)', async () => {
    const { client } = posthorn()
    const type = freshType()
    expect(await publish(type, wrong)).toBe(202)
    await client.createEventType({ type, ...packed })
    expect(await problemOf(client.publishEvent({ type, data: wrong }))).toMatchObject({
      code: 'validation_failed',
      detail: expect.stringContaining(`GET /v1/event-types/${type}`),
      errors: [{ pointer: '/data/object/parcels', detail: 'must be integer' }],
    })
    expect(await publish(type, right)).toBe(202)
    await client.deleteEventType({ type })
    expect(await publish(type, wrong)).toBe(202)
    expect(await problemOf(client.getEventType({ type }))).toMatchObject({ code: 'not_found' })
    expect((await auditOf(type)).at(-1)).toMatchObject({ action: 'event-type.delete', before: packed, after: null })
  })

  it('is listed by name among all others, page by page', async () => {
    const { client, id } = await openAccount()
    const types = ['aardvark.has.called', 'mandate.z.happened', 'zebra.has.called']
    for (const type of types) await client.createEventType({ type, ...packed })
    const found: string[] = []
    let cursor: string | undefined
    do {
      const page = await client.listEventTypes({ account: id, limit: 20, ...(cursor !== undefined && { cursor }) })
      found.push(...page.items.map(({ type }) => type))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(found).toEqual([...new Set(found)].sort())
    expect(found).toEqual(expect.arrayContaining([...types, 'payment.settled']))
  })

  it('may be changed compatibly: the version stays, the revision goes up', async () => {
    const { client } = posthorn()
    const type = freshType()
    const created = await client.createEventType({ type, ...packed })
    expect(await client.replaceEventType({ type, ...packed })).toEqual(created)
    const grown = { ...packed, description: 'Packed.', schema: schemaOf({ id: text, parcels, carrier: text }) }
    expect(await client.replaceEventType({ type, ...grown })).toMatchObject({ schemaVersion: 1, schemaRevision: 2, ...grown })
    expect(await publish(type, { object: { id: 'ord_1', carrier: 7 } })).toBe(422)
    expect(await auditOf(type)).toMatchObject([
      { action: 'event-type.create' },
      { action: 'event-type.update', before: { schemaRevision: 1 }, after: { schemaRevision: 2 } },
    ])
  })

  it('needs a new version for any other change; the earlier one is kept and still accepted', async () => {
    const { client } = posthorn()
    const type = freshType()
    await client.createEventType({ type, ...packed })
    const next = {
      ...packed,
      schema: schemaOf({ id: text, parcels: { type: 'array', items: text } }),
      example: { object: { id: 'ord_17', parcels: ['a'] } },
    }
    expect(await problemOf(client.replaceEventType({ type, ...next }))).toMatchObject({
      code: 'event_type_incompatible',
      detail: 'send "schemaVersion": 2 to make it a new version',
      errors: expect.arrayContaining([{ pointer: '/schema/properties/object/properties/parcels/type', detail: 'was changed' }]),
    })
    expect(await problemOf(client.replaceEventType({ type, ...next, schemaVersion: 3 }))).toMatchObject({
      errors: [{ pointer: '/schemaVersion' }],
    })
    expect(await client.replaceEventType({ type, ...next, schemaVersion: 2 })).toMatchObject({ schemaVersion: 2, schemaRevision: 1 })
    expect(await client.getEventType({ type, schemaVersion: 1 })).toMatchObject(packed)
    expect(await client.getEventType({ type })).toMatchObject(next)
    expect(await publish(type, next.example)).toBe(202)
    expect(await publish(type, packed.example)).toBe(202)
    expect(await problemOf(client.publishEvent({ type, data: wrong }))).toMatchObject({ errors: [{ detail: 'must be array' }] })
  })

  it('holds for the accounts below, which see it and not who defined it; the nearer definition counts', async () => {
    const platform = await openAccount(undefined, 'portfolio')
    const shop = await openAccount(platform.id)
    const other = await openAccount()
    const type = freshType()
    await platform.client.createEventType({ type, ...packed })
    expect(await publish(type, wrong, shop.id)).toBe(422)
    expect(await publish(type, wrong, other.id)).toBe(202)
    expect(await shop.client.getEventType({ type })).toMatchObject({ custom: true, account: null, ...packed })
    expect((await shop.client.listEventTypes({ domain: 'custom' })).items).toContainEqual(expect.objectContaining({ type, account: null }))
    expect(await platform.client.getEventType({ type, account: shop.id })).toMatchObject({ account: platform.id })
    expect(await problemOf(other.client.getEventType({ type }))).toMatchObject({ code: 'not_found' })
    expect((await other.client.listEventTypes({ domain: 'custom' })).items.map((item) => item.type)).not.toContain(type)

    await shop.client.createEventType({ type, ...packed, schema: { type: 'object' }, description: 'Anything.' })
    expect(await publish(type, wrong, shop.id)).toBe(202)
    expect(await publish(type, wrong, platform.id)).toBe(422)
    expect(await shop.client.getEventType({ type })).toMatchObject({ account: shop.id, description: 'Anything.' })
  })

  it('of another account cannot be read, changed or deleted', async () => {
    const platform = await openAccount(undefined, 'portfolio')
    const shop = await openAccount(platform.id)
    const type = freshType()
    await platform.client.createEventType({ type, ...packed })
    const asked = [
      shop.client.replaceEventType({ type, ...packed, description: 'Mine.' }),
      shop.client.deleteEventType({ type }),
      shop.client.replaceEventType({ type, account: platform.id, ...packed }),
      shop.client.deleteEventType({ type, account: platform.id }),
      shop.client.createEventType({ type, account: platform.id, ...packed }),
      shop.client.listEventTypes({ account: platform.id }),
      shop.client.getEventType({ type, account: platform.id }),
    ]
    const codes = (await Promise.all(asked.map(problemOf))).map((problem) => (problem as { code: string }).code)
    expect(codes).toEqual(['not_found', 'not_found', ...Array.from({ length: 5 }, () => 'validation_failed')])
    expect(await platform.client.getEventType({ type })).toMatchObject(packed)
  })

  it.each([
    ['a schema with unknown keywords', { schema: { type: 'object', patternProperties: {} } }, '/schema/patternProperties'],
    ['a schema that is none', { schema: { type: 'object', properties: { a: { type: 'text' } } } }, '/schema'],
    ['a schema that strict mode refuses', { schema: { type: 'object', properties: { a: { minLength: 1 } } } }, '/schema'],
    [
      'a pattern that can take long',
      { schema: schemaOf({ id: { type: 'string', pattern: '^(a+)+$' } }) },
      '/schema/properties/object/properties/id/pattern',
    ],
    ['an example that does not fit', { example: { object: {} } }, '/example/object/id'],
    ['a schema that is too long', { schema: { type: 'object', description: 'x'.repeat(40_000) } }, '/schema'],
    ['a dedupe key that is no pointer', { dedupeKey: { pointers: ['id'], words: 'The id.' } }, '/dedupeKey/pointers/0'],
    ['a name that is none', { type: 'Packed' }, '/type'],
    ['an account of nobody', { account: 'acc_of_nobody' }, '/account'],
  ])('refuses %s', async (_, members, pointer) => {
    const body = { type: freshType(), ...packed, ...members }
    const { status, json } = await send(posthorn(), { method: 'POST', path: '/v1/event-types', body })
    expect({ status, pointers: json.errors?.map((error) => error.pointer) }).toEqual({ status: 422, pointers: [pointer] })
  })

  it('cannot take a name that is taken, by the account or in the catalogue', async () => {
    const { client } = posthorn()
    const type = freshType()
    await client.createEventType({ type, ...packed })
    expect(await problemOf(client.createEventType({ type, ...packed }))).toMatchObject({ code: 'event_type_exists' })
    expect(await problemOf(client.createEventType({ ...packed, type: 'payment.settled' }))).toMatchObject({ code: 'event_type_exists' })
    expect(await problemOf(client.replaceEventType({ ...packed, type: 'payment.settled' }))).toMatchObject({ code: 'not_found' })
  })

  it('needs the scope to be defined (event-types:write)', async () => {
    const { client, baseUrl } = posthorn()
    const { key } = await client.createApiKey({ name: 'reads', scopes: ['event-types:read'], environment: 'live' })
    const reader = createClient({ baseUrl, apiKey: key })
    expect(await problemOf(reader.createEventType({ type: freshType(), ...packed }))).toMatchObject({ code: 'forbidden' })
    expect((await reader.listEventTypes({ limit: 1 })).items).toHaveLength(1)
  })
})
