import type { Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import { readProxyAnswer } from '../../domain/proxy-answer.js'
import { type Connected, failure, openTcp, openTls, type OpenTcp, type TcpEnd } from './connect.js'
import type { Deadline } from './deadline.js'
import { maxResponseHeaderBytes } from './limits.js'
import { connectReason, tlsReason } from './reasons.js'

/** An HTTP proxy that all connections to receivers go through. */
export interface EgressProxy {
  /** IPv6 without brackets. */
  readonly host: string
  readonly port: number
  /** The value of Proxy-Authorization. */
  readonly authorization: string | undefined
  /** For a proxy that is spoken to over TLS: whom to trust, and our own certificate if it asks for one. */
  readonly secureContext: SecureContext | undefined
}

/** A fault on our side of the way, thrown so that the attempt is repeated and not charged to the receiver (outbound.md). */
export class EgressProxyFault extends Error {
  override readonly name = 'EgressProxyFault'
  constructor(reason: string) {
    super(`egress proxy: ${reason}`)
  }
}

/**
 * Connects through the proxy (CONNECT, RFC 9110 section 9.3.6) to exactly the address that was judged: the proxy resolves
 * nothing. Rejects with an EgressProxyFault when the proxy is at fault.
 */
export const createTunnel =
  (proxy: EgressProxy): OpenTcp =>
  async (end, deadline) => {
    const socket = await openProxy(proxy, deadline)
    const destination = `${end.address.includes(':') ? `[${end.address}]` : end.address}:${String(end.port)}`
    const credentials = proxy.authorization === undefined ? '' : `Proxy-Authorization: ${proxy.authorization}\r\n`
    socket.write(`CONNECT ${destination} HTTP/1.1\r\nHost: ${destination}\r\n${credentials}\r\n`)
    const head = await readHead(socket, end, deadline)
    const connected = typeof head === 'string' ? toConnected(head, socket) : head
    if (connected.kind !== 'connected') socket.destroy()
    return connected
  }

async function openProxy({ host, port, secureContext }: EgressProxy, deadline: Deadline): Promise<Socket> {
  const tcp = await openTcp({ address: host, port, limitMs: undefined }, deadline)
  if (tcp.kind !== 'connected')
    throw new EgressProxyFault(tcp.kind === 'failed' ? connectReason(tcp.error) : `no connection within ${deadline.text}`)
  if (!secureContext) return tcp.socket
  const tls = await openTls(tcp.socket, { host, secureContext }, deadline)
  if (tls.kind === 'connected') return tls.socket
  tcp.socket.destroy()
  throw new EgressProxyFault(tls.kind === 'failed' ? tlsReason(tls.error) : `TLS: handshake not finished within ${deadline.text}`)
}

function toConnected(head: string, socket: Socket): Connected {
  const answer = readProxyAnswer(head)
  if (answer.kind === 'open') return { kind: 'connected', socket }
  if (answer.kind === 'unreachable') return { kind: 'failed', error: failure(answer.code) }
  socket.destroy()
  throw new EgressProxyFault(answer.reason)
}

/** The head of the proxy's answer; what it sent after that is left in the socket. While it waits for the destination it is silent. */
function readHead(socket: Socket, { limitMs }: TcpEnd, deadline: Deadline): Promise<string | Connected> {
  return new Promise((resolve, reject) => {
    let read = Buffer.alloc(0)
    const end = (settle: () => void): void => {
      deadline.listen(undefined)
      socket.setTimeout(0)
      socket.pause().off('data', onData).off('close', onClose)
      settle()
    }
    const fail = (reason: string): void => {
      end(() => {
        socket.destroy()
        reject(new EgressProxyFault(reason))
      })
    }
    const onData = (chunk: Buffer): void => {
      read = Buffer.concat([read, chunk])
      const at = read.indexOf('\r\n\r\n')
      if (at === -1 && read.length > maxResponseHeaderBytes) fail('the head of its answer exceeds 16 KiB')
      if (at === -1) return
      end(() => {
        if (read.length > at + 4) socket.unshift(read.subarray(at + 4))
        resolve(read.toString('latin1', 0, at + 4))
      })
    }
    const onClose = (): void => {
      fail('it closed the connection without an answer')
    }
    socket.on('data', onData).on('close', onClose)
    if (limitMs !== undefined)
      socket.setTimeout(limitMs, () => {
        end(() => {
          resolve({ kind: 'failed', error: failure('ETIMEDOUT') })
        })
      })
    deadline.listen(() => {
      end(() => {
        resolve({ kind: 'expired' })
      })
    })
  })
}
