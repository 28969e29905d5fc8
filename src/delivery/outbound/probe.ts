import { TLSSocket } from 'node:tls'
import type { X509Certificate } from 'node:crypto'
import type { EgressPolicy } from '../../domain/egress.js'
import type { Answer } from '../../domain/delivery-types.js'
import type { Probe, SeenCertificate } from '../../domain/endpoint-check.js'
import { judgeUrl } from '../../domain/url-policy.js'
import { type Clock, notDialled, startClock } from './clock.js'
import { createConnection } from './connection.js'
import type { createDial, Dialled } from './dial.js'
import { exchange, type Message } from './exchange.js'
import { type Destination, type Target, toTarget } from './lane.js'
import { EgressProxyFault } from './proxy.js'
import { toHeaderList } from './request-headers.js'

export interface ProbeRequest extends Destination {
  /** Over everything. */
  readonly deadlineMs: number
  /** What is posted once the connection is open; without it nothing is. */
  readonly message?: (Pick<Message, 'body' | 'readsBody'> & { readonly headers: Readonly<Record<string, string>> }) | undefined
}

export type Probed = Omit<Probe, 'ping'> & { readonly answer?: Answer }

/** Never rejects for a fault of the receiver or of the egress proxy. */
export type ProbeEndpoint = (request: ProbeRequest) => Promise<Probed>

/** Goes the way of a POST with a connection of its own, which serves nobody else, and tells what it has seen. */
export const createProbe =
  ({ policy, dial }: { policy: EgressPolicy; dial: ReturnType<typeof createDial> }): ProbeEndpoint =>
  async (request) => {
    const clock = startClock(request.deadlineMs)
    try {
      const judgement = judgeUrl(request.url, policy)
      if (!judgement.ok) return stoppedAtUrl(judgement.reason, clock)
      const target = toTarget(request)
      const dialled = await dial(target, clock.deadline).catch(stoppedAtProxy)
      const seen = { host: target.host, pin: request.pin, urlWarnings: judgement.warnings, ...toSeen(dialled, clock) }
      if (dialled.kind !== 'open') return { ...seen, stopped: { step: dialled.step, reason: dialled.reason } }
      return { ...seen, ...(await ask(request, { target, dialled, clock })) }
    } finally {
      clock.deadline.clear()
    }
  }

function stoppedAtUrl(reason: string, clock: Clock): Probed {
  const { timings } = clock.fail({ kind: 'refused', reason })
  return { host: '', urlWarnings: [], stopped: { step: 'url', reason }, addresses: [], address: null, tls: null, timings }
}

/** The endpoint cannot be seen, and whoever looks should know that it is not its fault. */
function stoppedAtProxy(error: unknown): Dialled {
  if (!(error instanceof EgressProxyFault)) throw error
  return { kind: 'unreachable', step: 'tcp', reason: error.message, addresses: [], address: null, timings: notDialled }
}

function toSeen(dialled: Dialled, clock: Clock): Pick<Probe, 'addresses' | 'address' | 'timings' | 'tls'> {
  const { addresses, address } = dialled
  const { timings } = clock.fail({ kind: 'unreachable', reason: '' }, dialled)
  return { addresses, address, timings, tls: dialled.kind === 'open' && dialled.socket instanceof TLSSocket ? toTls(dialled.socket) : null }
}

interface Open {
  readonly target: Target
  readonly dialled: Extract<Dialled, { kind: 'open' }>
  readonly clock: Clock
}

async function ask({ message }: ProbeRequest, { target, dialled, clock }: Open): Promise<{ answer?: Answer }> {
  const connection = createConnection({ origin: target.origin, socket: dialled.socket, address: dialled.address }, () => undefined)
  try {
    if (!message) return {}
    const headers = toHeaderList(message.headers)
    if (typeof headers === 'string') return { answer: clock.fail({ kind: 'refused', reason: headers }, dialled) }
    const { body, readsBody } = message
    const exchanged = await exchange(connection, { path: target.path, headers, body, readsBody }, clock.deadline)
    return { answer: clock.finish(exchanged, dialled) }
  } finally {
    connection.destroy()
  }
}

function toTls(socket: TLSSocket): Probe['tls'] {
  const certificate = socket.getPeerX509Certificate()
  const protocol = socket.getProtocol()
  return certificate && protocol !== null ? { protocol, verified: socket.authorized, certificate: toCertificate(certificate) } : null
}

function toCertificate(certificate: X509Certificate): SeenCertificate {
  const { issuer, validFrom, validTo } = certificate
  return { issuer: nameOf(issuer), from: new Date(validFrom), until: new Date(validTo), chainLength: chainLengthOf(certificate) }
}

const maxChain = 10

function chainLengthOf(certificate: X509Certificate): number {
  let length = 1
  for (let { issuerCertificate: next } = certificate; next && length < maxChain; { issuerCertificate: next } = next) length++
  return length
}

/** Common name, else organisation, of a distinguished name as OpenSSL prints it; the receiver's text, so printable and short. */
function nameOf(name: string): string {
  const found = /^CN=(.*)$/m.exec(name) ?? /^O=(.*)$/m.exec(name)
  return (found?.[1] ?? 'an unnamed authority').replaceAll(/[^\x20-\x7e]/g, '·').slice(0, 100)
}
