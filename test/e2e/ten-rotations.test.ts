import { describe, expect, it } from '@jest/globals'
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import { hash } from 'node:crypto'
import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { eventually } from '../helpers/eventually.js'
import { withPosthorn } from '../helpers/posthorn.js'
import { freshType } from '../helpers/scene.js'

/** An hour takes three seconds. */
const fast = { POSTHORN_SCHEDULE_SPEED: '1200' }
const ROTATIONS = 10
const BATCH = 10
const patiently = { withinMs: 60_000, everyMs: 200 }

/** The published set as a receiver keeps it: for as long as it may, and it never asks sooner. */
function cachingKeys(url: string) {
  let kept: { readonly keys: Promise<JSONWebKeySet>; readonly until: number } | undefined
  const ask = async (askedAt: number) => {
    const answer = await fetch(url)
    const maxAge = Number(/max-age=(\d+)/.exec(answer.headers.get('cache-control') ?? '')?.[1])
    kept = { keys: answer.json() as Promise<JSONWebKeySet>, until: askedAt + maxAge * 1_000 }
    return kept.keys
  }
  let asking: Promise<JSONWebKeySet> | undefined
  return () => {
    const now = performance.now()
    if (kept && now < kept.until) return kept.keys
    asking ??= ask(now).finally(() => {
      asking = undefined
    })
    return asking
  }
}

/** A receiver that verifies each request as it comes, and notes by which key, or why not. */
async function startVerifier(keys: () => Promise<JSONWebKeySet>) {
  const seen = { kids: new Map<string, number>(), failures: [] as string[] }
  const server = createServer((request, response) => {
    const verify = async () => {
      const body = await buffer(request)
      const token = String(request.headers['webhook-jwt'])
      const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(await keys()), {
        algorithms: ['ES256'],
        typ: 'webhook+jwt',
      })
      if (payload['request_body_sha256'] !== hash('sha256', body)) throw new Error('the token is about another body')
      seen.kids.set(String(protectedHeader.kid), (seen.kids.get(String(protectedHeader.kid)) ?? 0) + 1)
    }
    verify()
      .catch((error: unknown) => seen.failures.push(String(error)))
      .finally(() => response.end())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${String(port)}/hook`,
    seen,
    /** How many requests have come. */
    count: () => seen.failures.length + [...seen.kids.values()].reduce((sum, one) => sum + one, 0),
    stop: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  }
}

describe('ten rotations under load', () => {
  it('S4-4: are never noticed by a receiver that keeps the published keys for as long as it may', async () => {
    await withPosthorn(
      async ({ client, baseUrl }) => {
        const receiver = await startVerifier(cachingKeys(`${baseUrl}/v1/jwks/acc_root/live`))
        const type = freshType()
        await client.createSubscription({ url: receiver.url, eventTypes: [type], signing: { jwtHeader: {} }, activate: true })
        const publishing = { ended: false, asked: 0 }
        const publish = async () => {
          while (!publishing.ended) {
            publishing.asked += BATCH
            await client.publishBatch({ events: Array.from({ length: BATCH }, () => ({ type, data: { amount: 1 } })) })
            await eventually(() => expect(receiver.count()).toBeGreaterThanOrEqual(publishing.asked), patiently)
          }
        }
        const publisher = publish()
        try {
          await eventually(() => expect(receiver.seen.kids.size).toBe(1), patiently)
          for (let rotation = 1; rotation <= ROTATIONS; rotation++) {
            const { kid } = await client.rotateSigningKeys({})
            await eventually(() => expect([...receiver.seen.kids.keys()]).toContain(kid), patiently)
          }
        } finally {
          publishing.ended = true
          await publisher
          await receiver.stop()
        }
        expect(receiver.seen.failures).toEqual([])
        expect(receiver.seen.kids.size).toBe(1 + ROTATIONS)
        const { items } = await client.listSigningKeys({ account: 'acc_root' })
        expect(items.map(({ kid }) => kid).reverse()).toEqual([...receiver.seen.kids.keys()])
        expect(items.every(({ lastUsedAt }) => lastUsedAt !== null)).toBe(true)
      },
      { env: fast },
    )
  }, 600_000)
})
