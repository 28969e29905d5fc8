import { describe, expect, it } from '@jest/globals'
import { send } from '../helpers/http.js'
import { sharedPosthorn } from '../helpers/posthorn.js'

const posthorn = sharedPosthorn()
const anEndpoint = () => ({ url: 'https://receiver.example.com/hooks/3f6c0a51', eventTypes: ['payment.*'] })

describe('subscriptions', () => {
  it('S2-6: have a confirmation that is created, changed, shown and listed with them', async () => {
    const { client } = posthorn()
    const policy = { name: 'custom', status: ['200', '202-204'], body: { rule: 'contains', text: 'id={{webhookId}}' } } as const
    const confirmation = { ...policy, status: [...policy.status] }
    const { id, version, ...created } = await client.createSubscription(anEndpoint())
    expect(created.confirmation).toEqual({ name: 'http-2xx' })
    expect(await client.updateSubscription({ id, ifMatch: version, confirmation })).toMatchObject({ confirmation, version: version + 1 })
    expect((await client.listSubscriptions({ limit: 1 })).items[0]).toMatchObject({ id, confirmation })
  })

  const ofText = (text: string) => ({ name: 'custom', status: ['200'], body: { rule: 'equals', text } })
  const ofPath = (path: string) => ({ name: 'custom', status: ['200'], body: { rule: 'jsonPath', path, equals: 'x' } })
  const ofHeader = (name: string, value: string) => ({ name: 'custom', status: ['200'], header: { name, value } })
  it.each([
    [{ name: 'http-3xx' }, '/confirmation/name'],
    [{ name: 'custom', status: [] }, '/confirmation/status'],
    [{ name: 'custom', status: ['404'] }, '/confirmation/status/0'],
    [{ name: 'custom', status: ['200'], body: { rule: 'regex', text: '.*' } }, '/confirmation/body/rule'],
    [ofText(' OK'), '/confirmation/body/text'],
    [ofText('{{eventId}}'), '/confirmation/body/text'],
    [ofText('x'.repeat(257)), '/confirmation/body/text'],
    [ofPath('notificationId'), '/confirmation/body/path'],
    [ofPath('$..id'), '/confirmation/body/path'],
    [ofPath('$[?(@.a)]'), '/confirmation/body/path'],
    [ofPath('$.a'.padEnd(40, '.a')), '/confirmation/body/path'],
    [ofHeader('host', 'x'), '/confirmation/header/name'],
    [ofHeader('webhook-id', 'x'), '/confirmation/header/name'],
    [ofHeader('x-id', 'Zoë'), '/confirmation/header/value'],
  ])('are refused with the confirmation %j', async (confirmation, pointer) => {
    const { status, json } = await send(posthorn(), { method: 'POST', path: '/v1/subscriptions', body: { ...anEndpoint(), confirmation } })
    expect({ status, pointer: json.errors?.[0]?.pointer }).toEqual({ status: 422, pointer })
  })
})
