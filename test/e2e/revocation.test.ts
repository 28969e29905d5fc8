import { beforeAll, expect, it } from '@jest/globals'
import { eventually } from '../helpers/eventually.js'
import { send } from '../helpers/http.js'
import { atEndOfFile } from '../helpers/leaks.js'
import { type Posthorn, startPosthorn } from '../helpers/posthorn.js'

let nodes: readonly [Posthorn, Posthorn] | undefined

beforeAll(async () => {
  const env = { POSTHORN_SEALING_KEY: Buffer.alloc(32, 7).toString('base64') }
  const one = await startPosthorn({ env })
  atEndOfFile(async () => {
    await nodes?.[1].stop()
    await one.stop()
  })
  nodes = [one, await startPosthorn({ env, beside: one })]
}, 60_000)

it('a key that is revoked at one node is refused by both within 5 s', async () => {
  const [one, other] = nodes!
  const { id, key } = await one.client.createApiKey({ name: 'leaked', scopes: ['events:read'], environment: 'live' })
  const statuses = () =>
    Promise.all([one, other].map(async ({ baseUrl }) => (await send({ baseUrl, apiKey: key }, { path: '/v1/events' })).status))
  expect(await statuses()).toEqual([200, 200])
  await one.client.revokeApiKey({ id })
  await eventually(async () => expect(await statuses()).toEqual([401, 401]))
})
