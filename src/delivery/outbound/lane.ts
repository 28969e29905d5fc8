import { LRUCache } from 'lru-cache'
import type { EgressPolicy } from '../../domain/egress.js'
import type { Pin } from '../../domain/pinning.js'
import { judgeUrl } from '../../domain/url-policy.js'
import type { Connection } from './connection.js'
import type { TlsTerms } from './tls-terms.js'

/** Where the POSTs of one version of a subscription go, parsed once, with the connections kept open for it alone. */
export interface Lane {
  readonly poolKey: string
  readonly url: string
  readonly target: Target
  readonly idle: Connection[]
  closed: boolean
}

export interface Target {
  readonly origin: string
  /** Path and query: a secret. */
  readonly path: string
  readonly secure: boolean
  /** As in the URL; IPv6 in brackets. */
  readonly host: string
  readonly port: number
  /** The registered addresses. */
  readonly pin?: Pin | undefined
  readonly tls?: TlsTerms | undefined
}

/** What of a receiver decides whom a connection leads to. */
export type Destination = Pick<Target, 'pin' | 'tls'> & { readonly url: string }

export interface LaneAsk extends Destination {
  /** `subscription:version`: URL, registered addresses and TLS are those of this version. */
  readonly poolKey: string
}

export interface Lanes {
  /** The lane of a pool key, or why its URL may not be dialled. */
  find(asked: LaneAsk): Lane | string
  close(): void
}

const maxLanes = 10_000

/** One lane per subscription: a request for a newer version, another URL or other terms of TLS closes the old one with its connections. */
export function createLanes(policy: EgressPolicy): Lanes {
  const lanes = new LRUCache<string, Lane>({ max: maxLanes, dispose: closeLane })
  return {
    find: ({ poolKey, ...destination }) => {
      const { url, tls } = destination
      const subscription = subscriptionOf(poolKey)
      const lane = lanes.get(subscription)
      if (lane?.poolKey === poolKey && lane.url === url && lane.target.tls === tls) return lane
      const judgement = judgeUrl(url, policy)
      if (!judgement.ok) {
        lanes.delete(subscription)
        return `URL not allowed: ${judgement.reason}`
      }
      const fresh: Lane = { poolKey, url, target: toTarget(destination), idle: [], closed: false }
      lanes.set(subscription, fresh)
      return fresh
    },
    close: () => {
      lanes.clear()
    },
  }
}

/** `subscription:version` without the version. */
const subscriptionOf = (poolKey: string): string => {
  const end = poolKey.lastIndexOf(':')
  return end < 0 ? poolKey : poolKey.slice(0, end)
}

function closeLane(lane: Lane): void {
  lane.closed = true
  for (const connection of lane.idle) connection.destroy()
}

/** What of a URL is dialled and asked for. */
export function toTarget({ url, pin, tls }: Destination): Target {
  const { origin, protocol, hostname, port, pathname, search } = new URL(url)
  const secure = protocol === 'https:'
  return { origin, path: pathname + search, secure, host: hostname, port: port === '' ? (secure ? 443 : 80) : Number(port), pin, tls }
}
