import type { Socket } from 'node:net'
import { Client } from 'undici'
import { limitHead } from './head-limit.js'
import { codeOf, floodCode, headCode } from './reasons.js'
import { maxResponseHeaderBytes, maxWireBytes } from './limits.js'

/** One open socket that speaks HTTP/1.1, one exchange at a time. It never dials again: what it lost is lost. */
export interface Connection {
  /** The address that was dialled. */
  readonly address: string
  readonly client: Client
  /** Before each exchange: what the receiver may send is counted from here. */
  begin(): void
  /** The head of the final answer has been read. */
  answered(): void
  /** False when the receiver has closed it, or it has served long enough for DNS and policy to be asked again. */
  isReusable(): boolean
  /** What TLS has found wrong since the handshake, for example with our certificate: the client tells of what came after it. */
  alert(): unknown
  destroy(): void
}

const maxAgeMs = 60_000
const ignore = (): void => undefined

export interface OpenSocket {
  readonly origin: string
  readonly socket: Socket
  readonly address: string
}

/** Speaks HTTP over an open socket; `gone` is called when it has closed, whoever closed it. */
export function createConnection({ origin, socket, address }: OpenSocket, gone: (connection: Connection) => void): Connection {
  const openedAt = performance.now()
  let handedOver = false
  let readBefore = 0
  // Chunk extensions are neither headers nor body: no limit of the parser counts them.
  socket.on('readable', () => {
    if (socket.bytesRead - readBefore > maxWireBytes) socket.destroy(Object.assign(new Error('flood'), { code: floodCode }))
  })
  const head = limitHead(socket, () => socket.destroy(Object.assign(new Error('head'), { code: headCode })))
  const client = new Client(origin, {
    connect: (_options, callback) => {
      const spent = handedOver
      handedOver = true
      // Not at once: undici does not notice a socket that is there before `connect` has returned.
      queueMicrotask(() => {
        if (spent) callback(Object.assign(new Error('connection spent'), { code: 'ECONNRESET' }), null)
        else callback(null, socket)
      })
    },
    allowH2: false,
    pipelining: 1,
    maxHeaderSize: maxResponseHeaderBytes,
    // The deadline of the POST covers these.
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 60_000,
  })
  const connection: Connection = {
    address,
    client,
    begin: () => {
      readBefore = socket.bytesRead
      head.open()
    },
    answered: () => {
      head.close()
    },
    isReusable: () => !socket.destroyed && performance.now() - openedAt < maxAgeMs,
    alert: alertOf(socket),
    destroy: () => {
      client.destroy(null, ignore)
      socket.destroy()
    },
  }
  client.once('disconnect', () => {
    gone(connection)
  })
  return connection
}

/** The client would tell of the last error of a socket alone. */
function alertOf(socket: Socket): () => unknown {
  let alert: unknown
  socket.once('error', (error) => {
    if (codeOf(error).startsWith('ERR_SSL_')) alert = error
  })
  return () => alert
}
