import { describe, expect, it } from '@jest/globals'
import { createClient } from '../../src/client/client.js'
import { newApiKey } from '../../src/crypto/api-keys.js'
import { eventually } from '../helpers/eventually.js'
import { send } from '../helpers/http.js'
import { sharedPosthorn } from '../helpers/posthorn.js'

type KeyRequest = Parameters<ReturnType<typeof createClient>['createApiKey']>[0]

const day = 86_400_000
const inDays = (days: number) => new Date(Date.now() + days * day).toISOString()

describe('an API key', () => {
  // whatever comes from 127.0.0.1 is the operator's own proxy, and so is 198.51.100.0/24
  const posthorn = sharedPosthorn({ env: { POSTHORN_TRUSTED_PROXIES: '127.0.0.1,::1,198.51.100.0/24' } })

  /** A key with these limits, and what it is answered. */
  const make = async (request: Partial<KeyRequest> = {}) => {
    const made = await posthorn().client.createApiKey({ name: 'limited', scopes: ['*'], environment: 'live', ...request })
    const client = createClient({ baseUrl: posthorn().baseUrl, apiKey: made.key })
    const ask = (path: string, headers: Record<string, string> = {}) =>
      send({ baseUrl: posthorn().baseUrl, apiKey: made.key }, { path, headers })
    const creates = async (child: Partial<KeyRequest>, headers: Record<string, string> = {}) => {
      const { status, json } = await send(
        { baseUrl: posthorn().baseUrl, apiKey: made.key },
        { method: 'POST', path: '/v1/api-keys', body: { name: 'child', scopes: ['events:read'], environment: 'live', ...child }, headers },
      )
      return { status, detail: (json as { detail?: string }).detail }
    }
    return { ...made, client, ask, creates }
  }

  it('makes none with another scope, and none that is live with a test key', async () => {
    const narrow = await make({ scopes: ['api-keys:*', 'events:write'] })
    expect(await narrow.creates({ scopes: ['events:write', 'api-keys:read'] })).toMatchObject({ status: 201 })
    for (const scopes of [['events:read'], ['events:*'], ['events:write', '*']])
      expect(await narrow.creates({ scopes })).toMatchObject({ status: 403, detail: expect.stringContaining(scopes.at(-1)!) })
    const test = await make({ environment: 'test' })
    expect(await test.creates({ environment: 'test' })).toMatchObject({ status: 201 })
    expect(await test.creates({})).toEqual({ status: 403, detail: 'a test key makes no live key' })
  })

  it('makes none that lives longer than itself', async () => {
    const expiring = await make({ expiresAt: inDays(2) })
    expect(await expiring.creates({ expiresAt: inDays(1) })).toMatchObject({ status: 201 })
    for (const expiresAt of [null, inDays(3)])
      expect(await expiring.creates({ expiresAt })).toMatchObject({ status: 403, detail: expect.stringContaining('expiresAt') })
  })

  it('makes none that may be used from elsewhere', async () => {
    const bound = await make({ allowedAddresses: ['203.0.113.0/24', '2001:db8::/32'] })
    const from = { 'x-forwarded-for': '203.0.113.9' }
    expect(await bound.creates({ allowedAddresses: ['203.0.113.9', '2001:db8::1'] }, from)).toMatchObject({ status: 201 })
    for (const allowedAddresses of [[], ['203.0.112.0/23'], ['203.0.113.9', '192.0.2.1']])
      expect(await bound.creates({ allowedAddresses }, from)).toMatchObject({
        status: 403,
        detail: expect.stringContaining('allowedAddresses'),
      })
  })

  it('of the test environment revokes no live one', async () => {
    const [live, test] = [await make(), await make({ environment: 'test' })]
    await expect(test.client.revokeApiKey({ id: live.id })).rejects.toMatchObject({ problem: { code: 'forbidden' } })
    expect((await live.ask('/v1/events')).status).toBe(200)
    await live.client.revokeApiKey({ id: test.id })
    expect((await live.client.getApiKey({ id: test.id })).revokedAt).not.toBeNull()
  })

  it('may be used only from its addresses, as the trusted proxies say them', async () => {
    const { ask } = await make({ allowedAddresses: ['203.0.113.0/24'] })
    const statusFrom = async (forwardedFor?: string) => {
      const { status, json } = await ask('/v1/events', forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor })
      return status === 403 ? (json as { detail?: string }).detail : status
    }
    expect(await statusFrom('203.0.113.7')).toBe(200)
    expect(await statusFrom('203.0.113.7, 198.51.100.2')).toBe(200)
    expect(await statusFrom()).toBe('this key may not be used from 127.0.0.1')
    expect(await statusFrom('192.0.2.4')).toBe('this key may not be used from 192.0.2.4')
    // what the client says of itself stands before what the proxy saw
    expect(await statusFrom('203.0.113.7, 192.0.2.4')).toBe('this key may not be used from 192.0.2.4')
    expect(await statusFrom('203.0.113.7, nonsense')).toBe('this key may not be used from 127.0.0.1')
  })

  it('is shown once, kept as a hash, and says to the minute when it was used last', async () => {
    const { id, key, ask, client } = await make()
    expect(key).toMatch(/^phk_live_[0-9a-z]{26}_[0-9a-z]{38}$/)
    expect((await client.getApiKey({ id })).lastUsedAt).not.toBeNull()
    const unused = await make()
    expect((await client.getApiKey({ id: unused.id })).lastUsedAt).toBeNull()
    for (const path of ['/v1/api-keys', `/v1/api-keys/${id}`, '/v1/audit?limit=100']) {
      const { text } = await ask(path)
      expect(text).not.toContain(key)
      expect(text).not.toContain(key.slice(-38))
    }
    const rows = await posthorn().query(
      'select to_jsonb(k)::text as row from api_keys k union all select to_jsonb(a)::text from audit_entries a',
    )
    expect(JSON.stringify(rows)).not.toContain(key.slice(-38))
    expect(posthorn().log()).not.toContain(key.slice(-38))
  })

  it('that has expired is refused', async () => {
    const { id, ask } = await make({ expiresAt: inDays(1) })
    expect((await ask('/v1/events')).status).toBe(200)
    await posthorn().query("update api_keys set expires_at = now() - interval '1 ms' where id = $1", [id])
    await eventually(async () => expect((await ask('/v1/events')).status).toBe(401))
  })

  it('whose checksum is wrong is refused without a look into the database', async () => {
    const { key } = newApiKey('live')
    const mistyped = key.slice(0, -1) + (key.endsWith('0') ? '1' : '0')
    const statusOf = async (apiKey: string) => (await send({ baseUrl: posthorn().baseUrl, apiKey }, { path: '/v1/events' })).status
    expect([await statusOf(key), await statusOf(mistyped)]).toEqual([401, 401])
    await posthorn().query('alter table api_keys rename to api_keys_away')
    try {
      expect([await statusOf(newApiKey('live').key), await statusOf(mistyped)]).toEqual([500, 401])
    } finally {
      await posthorn().query('alter table api_keys_away rename to api_keys')
    }
  })
})
