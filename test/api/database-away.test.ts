import { describe, expect, it } from '@jest/globals'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { createApp } from '../../src/api/create-app.js'
import { createTenants } from '../../src/api/tenants.js'
import { findApiKey } from '../../src/db/api-keys.js'
import { connect } from '../../src/db/connect.js'
import { createLocalKeys } from '../../src/crypto/key-provider.js'
import { createSealer } from '../../src/crypto/seal.js'
import { listen } from '../../src/listen.js'
import { createLog } from '../../src/log.js'

const never = () => Promise.reject(new Error('not reached: the key cannot be looked up'))
const steering = {
  cancel: never,
  cancelAll: never,
  retryNow: never,
  replay: never,
  describe: never,
  erased: never,
  released: never,
  url: () => null,
}

/** The API alone, on a database at this port. */
async function withApi(databasePort: number, use: (baseUrl: string) => Promise<void>): Promise<void> {
  const db = connect({ connectionString: `postgres://nobody@localhost:${databasePort}/none`, poolMax: 2, onError: () => undefined })
  const app = createApp({
    tenants: createTenants(db),
    resolve: () => Promise.resolve({ kind: 'failed', reason: 'not asked' }),
    findKey: (hash) => findApiKey(db, hash),
    trustedProxies: [],
    publicUrl: 'http://localhost',
    rateLimits: { publishes: 0, simulations: 0, others: 0 },
    egressAddresses: [],
    activationCheck: 'none',
    log: createLog({ level: 'silent' }),
    policy: { local: 'deny', allowHttp: false, cidrs: [], hostPorts: new Set() },
    sealer: createSealer(createLocalKeys(() => [Buffer.alloc(32)])),
    publish: never,
    checkData: { inCatalogue: () => ({ faults: [] }), ofAccount: () => Promise.resolve({ faults: [] }) },
    guardCardData: () => [],
    steering,
    replays: { tell: never },
    signingKeys: { tell: never, published: never, factor: 1 },
    limits: { bodyBytes: 1_000 },
    approvalHours: 72,
    platformRetention: { metadata: 0, payload: 0, attemptBodies: 0 },
    onBreakGlass: () => undefined,
    clock: () => new Date(),
    ready: () => Promise.resolve({ ready: false, checks: { database: { ok: false } } }),
    metricsText: () => Promise.resolve(''),
  })
  const server = await listen(app, { host: '127.0.0.1', port: 0 })
  try {
    await use(`http://127.0.0.1:${server.port}`)
  } finally {
    await server.close()
    await db.close()
  }
}

async function expectRefusal(baseUrl: string): Promise<void> {
  const startedAt = performance.now()
  const response = await fetch(`${baseUrl}/v1/events`, {
    method: 'POST',
    headers: { authorization: 'Bearer some-key-0123456789', connection: 'close' },
    body: '{"type":"a.b","data":{}}',
  })
  expect(performance.now() - startedAt).toBeLessThan(1_000)
  expect({ status: response.status, retryAfter: response.headers.get('retry-after') }).toEqual({ status: 503, retryAfter: '1' })
  expect(await response.json()).toMatchObject({ code: 'database_unavailable' })
}

describe('without its database the API answers 503 within a second, with Retry-After', () => {
  it('when nobody listens', async () => {
    await withApi(1, expectRefusal)
  })

  it('when the connection is taken and nothing comes', async () => {
    const sockets: Socket[] = []
    const silent = createServer((socket) => sockets.push(socket)).listen(0, 'localhost')
    await once(silent, 'listening')
    await withApi((silent.address() as { port: number }).port, expectRefusal)
    for (const socket of sockets) socket.destroy()
    silent.close()
  })

  it('and its probe says that it is not ready, while it is alive', async () => {
    await withApi(1, async (baseUrl) => {
      expect((await fetch(`${baseUrl}/readyz`)).status).toBe(503)
      expect((await fetch(`${baseUrl}/healthz`)).status).toBe(200)
    })
  })
})
