import { describe, expect, it } from '@jest/globals'
import { createClient } from '../../src/client/client.js'
import { type Route, routes } from '../../src/contract/routes.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { plantMember } from '../helpers/projects.js'

describe('the key that asks', () => {
  const posthorn = sharedPosthorn()
  const as = (apiKey: string) => createClient({ baseUrl: posthorn().baseUrl, apiKey })

  it('is told whose it is and what it may do, whatever its scopes', async () => {
    const made = await posthorn().client.createApiKey({ name: 'till', scopes: ['events:write'], environment: 'live' })
    const { key, lastUsedAt: _, ...rest } = made
    const told = await as(key).getCurrentKey()
    expect(told).toMatchObject({ ...rest, role: null, operations: ['publishEvent', 'publishBatch', 'getCurrentKey'] })
    expect(told).not.toHaveProperty('key')
    const ofLive = (Object.entries(routes) as [string, Route][]).filter(([, { environment }]) => environment !== 'test')
    expect((await posthorn().client.getCurrentKey()).operations).toEqual(ofLive.map(([id]) => id))
    const { key: testKey } = await posthorn().client.createApiKey({ name: 'lab', scopes: ['simulations:write'], environment: 'test' })
    expect((await as(testKey).getCurrentKey()).operations).toEqual(['simulateEvent', 'certifySubscription', 'getCurrentKey'])
  })

  it('S2-7: of a viewer is told the role, and nothing that it may change', async () => {
    const { client } = posthorn()
    const { id: project } = await client.createProject({ name: 'Web shop' })
    const member = await plantMember(client, project)
    const { key } = await client.createApiKey({ name: 'ali', member: member.id })
    const { operations, ...told } = await as(key).getCurrentKey()
    expect(told).toMatchObject({ account: 'acc_root', project, member: member.id, role: 'viewer' })
    expect(told.scopes).toContain('subscriptions:read')
    expect(operations).toContain('getWebhook')
    const methods = operations.map((id) => routes[id as keyof typeof routes].method)
    expect(new Set(methods)).toEqual(new Set(['get']))
    // about more than one project
    expect(operations).not.toContain('listAudit')
  })
})
