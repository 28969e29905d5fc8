import type { Socket } from 'node:net'
import type { Resolve } from '../../domain/delivery-types.js'
import type { EgressPolicy } from '../../domain/egress.js'
import { judgeDestination } from '../../domain/ip-policy.js'
import { addressNotRegistered, dialable, toNotRegisteredText } from '../../domain/pinning.js'
import { type DialTimings, type Failure, notDialled, toMs } from './clock.js'
import { openTls, type OpenTcp, type TcpEnd } from './connect.js'
import { beforeDeadline, type Deadline } from './deadline.js'
import type { Target } from './lane.js'
import { maxDials } from './limits.js'
import { connectReason, isOwnFault, ownCertificateReason, tlsReason } from './reasons.js'
import type { ContextOf } from './tls-terms.js'

export type DialStep = 'dns' | 'address' | 'registered' | 'tcp' | 'tls'

/** `addresses` are all that the host has, once they are known to be allowed; `step` is where a dial ended that did not open. */
export type Dialled = { readonly timings: DialTimings; readonly addresses: readonly string[] } & (
  | { readonly kind: 'open'; readonly socket: Socket; readonly address: string }
  | (Failure & { readonly step: DialStep; readonly address: string | null })
)

export interface DialDeps {
  readonly policy: EgressPolicy
  readonly resolve: Resolve
  readonly contextOf: ContextOf
  /** Directly, or through a proxy. */
  readonly openTcp: OpenTcp
}

/** `dialable` are those of the addresses that may be dialled. */
type Found =
  | { readonly kind: 'addresses'; readonly addresses: readonly string[]; readonly dialable: readonly string[] }
  | (Failure & { readonly step: 'dns' | 'address' | 'registered'; readonly addresses?: readonly string[] })

/** Every new connection goes through here, so that no address escapes the policy: names and IP literals alike. */
export const createDial =
  (deps: DialDeps) =>
  async (target: Target, deadline: Deadline): Promise<Dialled> => {
    const found = await timed(() => findAddresses(deps, target, deadline))
    const dns = { ...notDialled, dnsMs: found.ms }
    if (found.result.kind !== 'addresses') return { addresses: [], ...found.result, address: null, timings: dns }
    const { addresses, dialable: candidates } = found.result
    const tcp = await timed(() => openFirst(candidates, { port: target.port, openTcp: deps.openTcp }, deadline))
    const connect = { ...dns, connectMs: tcp.ms }
    if (tcp.result.kind !== 'open') return { ...tcp.result, step: 'tcp', addresses, timings: connect }
    if (!target.secure) return { ...tcp.result, addresses, timings: connect }
    const { socket, address } = tcp.result
    const tls = await timed(() => secure(socket, target, { deps, deadline }))
    const timings = { ...connect, tlsMs: tls.ms }
    return tls.result.kind === 'open'
      ? { ...tls.result, address, addresses, timings }
      : { ...tls.result, step: 'tls', address, addresses, timings }
  }

async function timed<T>(run: () => Promise<T>): Promise<{ readonly result: T; readonly ms: number }> {
  const startedAt = performance.now()
  const result = await run()
  return { result, ms: toMs(performance.now() - startedAt) }
}

/** All addresses of the host, or a failure: one denied address denies the host, and where registration is enforced others are not dialled. */
async function findAddresses({ resolve, policy }: DialDeps, { host, port, pin }: Target, deadline: Deadline): Promise<Found> {
  const resolved = await beforeDeadline(deadline, resolve(host))
  if (resolved === undefined) return { kind: 'timeout', step: 'dns', reason: `DNS: no answer within ${deadline.text}` }
  if (resolved.kind === 'failed') return { kind: 'unreachable', step: 'dns', reason: resolved.reason }
  for (const address of resolved.addresses) {
    const judgement = judgeDestination({ host, port, address }, policy)
    if (!judgement.allowed) return { kind: 'refused', step: 'address', reason: `address not allowed: ${judgement.reason}` }
  }
  const { addresses } = resolved
  const candidates = dialable(addresses, pin)
  if (candidates.length > 0) return { kind: 'addresses', addresses, dialable: candidates }
  const reason = `${addressNotRegistered}: ${toNotRegisteredText(host, addresses)}`
  return { kind: 'refused', step: 'registered', reason, unregistered: true, addresses }
}

type Opened = { readonly kind: 'open'; readonly socket: Socket; readonly address: string } | (Failure & { readonly address: string | null })

/** The first address that answers. One that stays silent may use its share of the time when there are others. */
interface Way {
  readonly port: number
  readonly openTcp: OpenTcp
}

async function openFirst(addresses: readonly string[], { port, openTcp }: Way, deadline: Deadline): Promise<Opened> {
  const candidates = addresses.slice(0, maxDials)
  let failed: Opened | undefined
  for (const [index, address] of candidates.entries()) {
    const left = candidates.length - index
    const opened = await openOne(openTcp, { address, port, limitMs: left > 1 ? deadline.remainingMs() / left : undefined }, deadline)
    if (opened.kind !== 'unreachable') return opened
    failed ??= opened
  }
  return failed ?? { kind: 'unreachable', reason: 'DNS: host has no address', address: null }
}

async function openOne(openTcp: OpenTcp, end: TcpEnd, deadline: Deadline): Promise<Opened> {
  const { address } = end
  const tcp = await openTcp(end, deadline)
  if (tcp.kind === 'connected') return { kind: 'open', socket: tcp.socket, address }
  if (tcp.kind === 'expired') return { kind: 'timeout', reason: `no connection within ${deadline.text}`, address }
  if (isOwnFault(tcp.error)) throw tcp.error
  return { kind: 'unreachable', reason: connectReason(tcp.error), address }
}

interface Securing {
  readonly deps: DialDeps
  readonly deadline: Deadline
}

type Secured = { readonly kind: 'open'; readonly socket: Socket } | Failure

/** What of the terms cannot be loaded fails the attempt like any handshake: no connection stays open, and the attempt is recorded. */
async function secure(raw: Socket, target: Target, securing: Securing): Promise<Secured> {
  try {
    return await shakeHands(raw, target, securing)
  } catch (error) {
    raw.destroy()
    if (isOwnFault(error)) throw error
    return { kind: 'unreachable', reason: target.tls?.certificate ? ownCertificateReason(error) : tlsReason(error) }
  }
}

async function shakeHands(raw: Socket, { host, tls: terms }: Target, { deps, deadline }: Securing): Promise<Secured> {
  const end = { host: host.replace(/^\[|\]$/g, ''), secureContext: deps.contextOf(terms), terms }
  const tls = await openTls(raw, end, deadline)
  if (tls.kind === 'connected') return { kind: 'open', socket: tls.socket }
  raw.destroy()
  if (tls.kind === 'expired') return { kind: 'timeout', reason: `TLS: handshake not finished within ${deadline.text}` }
  return { kind: 'unreachable', reason: tlsReason(tls.error) }
}
