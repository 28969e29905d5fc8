import { beforeAll, describe, expect, it } from '@jest/globals'
import { randomBytes } from 'node:crypto'
import { eventually } from '../helpers/eventually.js'
import { send } from '../helpers/http.js'
import { atEndOfFile } from '../helpers/leaks.js'
import { type Posthorn, startPosthorn } from '../helpers/posthorn.js'

describe('two nodes', () => {
  let nodes: readonly [Posthorn, Posthorn] | undefined

  beforeAll(async () => {
    const env = { POSTHORN_SEALING_KEY: randomBytes(32).toString('base64') }
    const one = await startPosthorn({ env })
    atEndOfFile(async () => {
      await nodes?.[1].stop()
      await one.stop()
    })
    nodes = [one, await startPosthorn({ env, beside: one })]
  }, 60_000)

  it('both refuse a key within 5 s after one of them has revoked it', async () => {
    const [one, other] = nodes!
    const { id, key } = await one.client.createApiKey({ name: 'leaked', scopes: ['events:read'], environment: 'live' })
    const statusAt = async ({ baseUrl }: Posthorn) => (await send({ baseUrl, apiKey: key }, { path: '/v1/events' })).status
    const statuses = () => Promise.all([one, other].map(statusAt))
    expect(await statuses()).toEqual([200, 200])
    await one.client.revokeApiKey({ id })
    await eventually(async () => expect(await statuses()).toEqual([401, 401]))
  })
})
