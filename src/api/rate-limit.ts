import type { ServerResponse } from 'node:http'
import { LRUCache } from 'lru-cache'
import { type Bucket, takeToken } from '../domain/token-bucket.js'
import type { Caller } from './caller.js'
import { Problem } from './problem.js'

/** Requests a second of one key, and simulations of one account, to this node; 0: any number. */
export interface RateLimits {
  readonly publishes: number
  readonly simulations: number
  readonly others: number
}

type Counted = Pick<Caller, 'keyId' | 'accountId'>

/** Whose requests have one bucket together. */
interface CountedAs {
  readonly who: 'key' | 'account'
  readonly idOf: (caller: Counted) => string
}

/** Counts a request of a caller and says in the answer's headers what is left (draft-ietf-httpapi-ratelimit-headers). Throws the Problem `rate_limited`. */
export type CountRequest = (caller: Counted, kind: keyof RateLimits, response: ServerResponse) => void

const rememberedKeys = 10_000

/** What a request of this scope is counted among. */
export const kindOf = (scope: string): keyof RateLimits => kinds.get(scope) ?? 'others'

const kinds: ReadonlyMap<string, keyof RateLimits> = new Map([
  ['events:write', 'publishes'],
  ['simulations:write', 'simulations'],
])

/** One caller's flood is answered 429 instead of slowing the others: a bucket of one second for each key and kind of request, in this node. Simulations have one for each account: it may make as many keys as it likes. */
export function createRateLimit(limits: RateLimits): CountRequest {
  const count = (kind: keyof RateLimits) => (limits[kind] === 0 ? undefined : countKind(kind, limits[kind]))
  const counts = { publishes: count('publishes'), simulations: count('simulations'), others: count('others') }
  return (caller, kind, response) => counts[kind]?.(caller, response)
}

const keyOf: CountedAs = { who: 'key', idOf: ({ keyId }) => keyId }
const accountOf: CountedAs = { who: 'account', idOf: ({ accountId }) => accountId }
const countedAs: Readonly<Record<keyof RateLimits, CountedAs>> = { publishes: keyOf, simulations: accountOf, others: keyOf }

function countKind(kind: keyof RateLimits, perSecond: number) {
  const { who, idOf } = countedAs[kind]
  const buckets = new LRUCache<string, Bucket>({ max: rememberedKeys })
  const policy = `"${kind}";q=${String(perSecond)};w=1`
  return (caller: Counted, response: ServerResponse): void => {
    const key = idOf(caller)
    const { isTaken, bucket, nextInMs } = takeToken(buckets.get(key), { perSecond, burst: perSecond }, performance.now())
    buckets.set(key, bucket)
    const seconds = Math.ceil(nextInMs / 1_000)
    response.setHeader('ratelimit-policy', policy)
    response.setHeader('ratelimit', `"${kind}";r=${String(Math.floor(bucket.tokens))};t=${String(seconds)}`)
    if (!isTaken)
      throw new Problem('rate_limited', {
        detail: `this ${who} may make ${String(perSecond)} requests a second of this kind to a node`,
        headers: { 'retry-after': String(seconds) },
      })
  }
}
