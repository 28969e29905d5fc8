import { createServer, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { nowMs } from '../clock.js'
import { serve } from '../peer.js'

export interface Received {
  /** Notifications that were answered 200, with the time the first such request came in. */
  readonly ids: readonly string[]
  readonly at: Float64Array
  /** Requests for notifications that had been answered 200 before. */
  readonly duplicates: number
  readonly answered503: number
}

export interface Expectation {
  readonly count: number
  /** Gives up when nothing new has come for this long. */
  readonly idleMs: number
}

const okBody = '{"ok":true}'
const okHeaders = { 'content-type': 'application/json', 'content-length': okBody.length }

/** What came to `/dead/`, which answers 503 until it is revived. */
export interface DeadReceived {
  readonly delivered: number
  readonly attempts: number
  /** The most requests within any second. */
  readonly mostInASecond: number
}

function createDead() {
  const delivered = new Set<string>()
  const times: number[] = []
  let isDead = true
  return {
    answer(id: string, at: number): 200 | 503 {
      times.push(at)
      if (isDead) return 503
      delivered.add(id)
      return 200
    },
    revive(): void {
      isDead = false
    },
    received(): DeadReceived {
      let [from, most] = [0, 0]
      for (const [i, at] of times.entries()) {
        while ((times[from] ?? at) <= at - 1_000) from++
        most = Math.max(most, i - from + 1)
      }
      return { delivered: delivered.size, attempts: times.length, mostInASecond: most }
    },
  }
}

/** A customer's server that verifies nothing: it remembers when each notification came, and answers. */
function createReceiver() {
  const deliveredAt = new Map<string, number>()
  const failedOnce = new Set<string>()
  const dead = createDead()
  let duplicates = 0
  let onDelivered: () => void = () => undefined

  const answer = (id: string, at: number, failsFirst: boolean): 200 | 503 => {
    if (failsFirst && !failedOnce.has(id)) {
      failedOnce.add(id)
      return 503
    }
    if (deliveredAt.has(id)) duplicates++
    else deliveredAt.set(id, at)
    onDelivered()
    return 200
  }
  const server = createServer({ keepAliveTimeout: 120_000 }, (request, response) => {
    const at = nowMs()
    const id = String(request.headers['webhook-id'])
    const failsFirst = request.url?.startsWith('/fail-first/') ?? false
    const isDead = request.url?.startsWith('/dead/') ?? false
    // to /hang/ nobody ever answers
    if (request.url?.startsWith('/hang/')) return void request.resume()
    // what comes to /beside/ is answered, and not counted
    if (request.url?.startsWith('/beside/')) return void request.resume().once('end', () => reply(response, 200))
    request.resume().once('end', () => reply(response, isDead ? dead.answer(id, at) : answer(id, at, failsFirst)))
  })

  return {
    listen: async (_: undefined): Promise<number> => {
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      const address = server.address()
      if (address === null || typeof address === 'string') throw new Error('no port')
      return address.port
    },
    reset: (_: undefined): void => {
      deliveredAt.clear()
      failedOnce.clear()
      duplicates = 0
    },
    /** Settles when that many notifications have been delivered, or when it is in vain to wait. */
    expect: ({ count, idleMs }: Expectation) =>
      new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer)
          onDelivered = () => undefined
          resolve()
        }
        const timer = setTimeout(done, idleMs)
        onDelivered = () => {
          if (deliveredAt.size >= count) done()
          else timer.refresh()
        }
        if (deliveredAt.size >= count) done()
      }),
    revive: (_: undefined): void => {
      dead.revive()
    },
    deadReceived: (_: undefined): DeadReceived => dead.received(),
    received: (_: undefined): Received => ({
      ids: [...deliveredAt.keys()],
      at: Float64Array.from(deliveredAt.values()),
      duplicates,
      answered503: failedOnce.size,
    }),
  }
}

function reply(response: ServerResponse, status: 200 | 503): void {
  response.writeHead(status, okHeaders).end(okBody)
}

export type ReceiverCommands = ReturnType<typeof createReceiver>

serve(createReceiver())
