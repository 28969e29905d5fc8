import { describe, expect, it } from '@jest/globals'
import { catalogue } from '../../src/catalogue/catalogue.js'
import type { EventTypeSummary } from '../../src/contract/event-types.js'
import { send } from '../helpers/http.js'
import { sharedPosthorn } from '../helpers/posthorn.js'

const posthorn = sharedPosthorn()
type Query = Parameters<ReturnType<typeof posthorn>['client']['listEventTypes']>[0] & object

async function all(query: Query = {}): Promise<EventTypeSummary[]> {
  const items: EventTypeSummary[] = []
  let cursor: string | undefined
  do {
    const page = await posthorn().client.listEventTypes({ ...query, ...(cursor !== undefined && { cursor }) })
    items.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return items
}

describe('the event types over HTTP (S2-10)', () => {
  it('are listed page by page, by name, each once', async () => {
    const types = (await all({ limit: 7 })).map(({ type }) => type)
    expect(types).toEqual(catalogue.map(({ type }) => type).sort())
  })

  it('are found by domain, flow and product (S3-3)', async () => {
    const payouts = await all({ flow: 'payout' })
    expect(payouts.map(({ type }) => type)).toEqual(expect.arrayContaining(['payout.paid', 'transfer.created']))
    expect(new Set(payouts.map(({ flow }) => flow))).toEqual(new Set(['payout']))
    expect((await all({ domain: 'pay-ins', product: 'payment-links' })).every(({ type }) => type.startsWith('payment_link.'))).toBe(true)
    expect(await all({ domain: 'nowhere' })).toEqual([])
  })

  it('one has the schema of its data, an example, its dedupe key, origins and data marker (S2-16, S4-8)', async () => {
    const details = await posthorn().client.getEventType({ type: 'mandate.action.rejected' })
    expect(details).toMatchObject({
      type: 'mandate.action.rejected',
      domain: 'mandates',
      dataType: 'object',
      dedupeKey: { pointers: ['/data/object/requestId'] },
      custom: false,
      account: null,
      schema: { $schema: 'https://json-schema.org/draft/2020-12/schema', required: ['object'] },
      example: { object: { requestId: expect.any(String), reason: { code: 'AG08' } } },
    })
  })

  it.each([
    ['an unknown type', '/v1/event-types/payment.vanished', { status: 404, code: 'not_found' }],
    ['what is no type', '/v1/event-types/Payment', { status: 404, code: 'not_found' }],
    ['a cursor of another list', `/v1/event-types?cursor=${Buffer.from('["1","2"]').toString('base64url')}`, { status: 422 }],
    ['an unknown filter', '/v1/event-types?colour=red', { status: 422, code: 'validation_failed' }],
  ])('%s is a problem', async (_, path, problem) => {
    expect((await send(posthorn(), { path })).json).toMatchObject(problem)
  })

  it('are exported as AsyncAPI for anybody', async () => {
    const response = await fetch(`${posthorn().baseUrl}/asyncapi.json`)
    expect(response.headers.get('content-type')).toContain('application/json')
    expect(await response.json()).toMatchObject({ asyncapi: '3.0.0', operations: { notify: { action: 'send' } } })
  })
})
