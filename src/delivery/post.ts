import { setImmediate as nextTurn } from 'node:timers/promises'
import type { EgressPolicy } from '../domain/egress.js'
import type { Answer, Resolve } from '../domain/delivery-types.js'
import { type Clock, notDialled, startClock } from './outbound/clock.js'
import { type Connection, createConnection } from './outbound/connection.js'
import { openTcp } from './outbound/connect.js'
import { createDial } from './outbound/dial.js'
import { exchange, type Exchanged } from './outbound/exchange.js'
import { createIdlePool } from './outbound/idle.js'
import { createTunnel, type EgressProxy } from './outbound/proxy.js'
import { createProbe, type ProbeEndpoint } from './outbound/probe.js'
import { createLanes, type Lane, type LaneAsk } from './outbound/lane.js'
import { toHeaderList } from './outbound/request-headers.js'
import { createResolve } from './outbound/resolve.js'
import { createTlsContexts } from './outbound/tls-terms.js'

/** Connections are shared within one version of a subscription only: `poolKey`. */
export interface PostRequest extends LaneAsk {
  /** Lower-case names. Headers that belong to the connection itself are refused. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Whether the body of the answer has to confirm. */
  readonly readsBody?: boolean | undefined
  /** Over everything: DNS, connect, TLS, headers and body. */
  readonly deadlineMs: number
}

export interface Post {
  /** Never rejects for a fault of the receiver, only for one of this machine (no file descriptors, no memory). */
  (request: PostRequest): Promise<Answer>
  /** The same way with a connection of its own, step by step: for the check of an endpoint. */
  readonly probe: ProbeEndpoint
  /** What a name leads to, as deliveries see it; dials nobody. */
  readonly resolve: Resolve
  /** Closes what is idle and keeps nothing open any more; POSTs under way end by themselves. */
  close(): Promise<void>
}

export interface PostOptions {
  readonly policy: EgressPolicy
  /** Name servers as `address[:port]`; the system's own when absent. */
  readonly dnsServers?: readonly string[] | undefined
  /** Names the operator maps to an address. `localhost` is mapped when the policy allows loopback. */
  readonly hosts?: Readonly<Record<string, string>> | undefined
  /** Certificate authorities to trust beside the public ones, in PEM. */
  readonly trustedAuthorities?: readonly string[] | undefined
  /** That all connections to receivers go through. */
  readonly proxy?: EgressProxy | undefined
}

/** The one place that opens a connection to somebody else's address (outbound.md). */
export function createPost(options: PostOptions): Post {
  const resolve = createResolve({ servers: options.dnsServers, hosts: mappedHosts(options) })
  const dial = dialOf(options, resolve)
  const lanes = createLanes(options.policy)
  const idle = createIdlePool()

  const send = async (request: PostRequest, lane: Lane, clock: Clock): Promise<Answer> => {
    const headers = toHeaderList(request.headers)
    if (typeof headers === 'string') return clock.fail({ kind: 'refused', reason: headers })
    const message = { path: lane.target.path, headers, body: request.body, readsBody: request.readsBody }
    const exchangeOn = async (connection: Connection): Promise<Exchanged> => {
      const exchanged = await exchange(connection, message, clock.deadline)
      if (exchanged.kind === 'response') idle.put(lane, connection)
      return exchanged
    }
    const kept = idle.take(lane)
    // A receiver that closed behind its last answer is heard first: what is written now cannot be taken back.
    if (kept !== undefined && (await isStillOpen(kept))) {
      const exchanged = await exchangeOn(kept)
      if (exchanged.kind !== 'unsent') return clock.finish(exchanged, { address: kept.address, timings: notDialled })
    }
    const dialled = await dial(lane.target, clock.deadline)
    if (dialled.kind !== 'open') return clock.fail(dialled, dialled)
    const opened = { origin: lane.target.origin, socket: dialled.socket, address: dialled.address }
    const connection = createConnection(opened, (gone) => {
      idle.forget(lane, gone)
    })
    return clock.finish(await exchangeOn(connection), dialled)
  }

  const post = async (request: PostRequest): Promise<Answer> => {
    const clock = startClock(request.deadlineMs, request.pin)
    try {
      const lane = lanes.find(request)
      return typeof lane === 'string' ? clock.fail({ kind: 'refused', reason: lane }) : await send(request, lane, clock)
    } finally {
      clock.deadline.clear()
    }
  }

  return Object.assign(post, {
    resolve,
    probe: createProbe({ policy: options.policy, dial }),
    close: () => {
      idle.close()
      lanes.close()
      return Promise.resolve()
    },
  })
}

const dialOf = ({ policy, trustedAuthorities = [], proxy }: PostOptions, resolve: Resolve) =>
  createDial({ policy, resolve, contextOf: createTlsContexts(trustedAuthorities), openTcp: proxy ? createTunnel(proxy) : openTcp })

async function isStillOpen(connection: Connection): Promise<boolean> {
  await nextTurn()
  const open = connection.isReusable()
  if (!open) connection.destroy()
  return open
}

function mappedHosts({ hosts, policy }: PostOptions): ReadonlyMap<string, readonly string[]> {
  const mapped = new Map<string, readonly string[]>(Object.entries(hosts ?? {}).map(([host, address]) => [host, [address]]))
  if (policy.local !== 'deny' && !mapped.has('localhost')) mapped.set('localhost', ['127.0.0.1', '::1'])
  return mapped
}
