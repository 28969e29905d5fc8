import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'

export interface Received {
  readonly head: string
  readonly body: string
}

/** A receiver that answers with whatever bytes a test wants, good or hostile. */
export interface Peer {
  readonly port: number
  /** Connections that were opened so far, whatever became of them. */
  opened(): number
  /** Connections that are open now. */
  open(): number
  received(): readonly Received[]
}

/** Writes the answer to the request that has just been read. */
export type Answering = (socket: Socket, request: Received, number: number) => void

export interface PeerOptions {
  readonly tls?: TlsOptions
  /** Instead of reading requests. */
  readonly onOpen?: (socket: Socket) => void
  readonly host?: string
}

/** Runs `use` with a receiver on loopback, and closes it with all its connections. */
export async function withPeer<T>(answering: Answering, use: (peer: Peer) => Promise<T>, options: PeerOptions = {}): Promise<T> {
  const sockets = new Set<Socket>()
  const received: Received[] = []
  let opened = 0
  const onSocket = (socket: Socket): void => {
    socket.on('error', () => undefined)
    if (options.onOpen) options.onOpen(socket)
    else {
      readRequests(socket, (request) => {
        received.push(request)
        answering(socket, request, received.length)
      })
    }
  }
  const server = options.tls ? createTlsServer(options.tls, onSocket) : createServer(onSocket)
  // Of a TLS server these are the connections below, also those whose handshake fails.
  server.on('connection', (socket: Socket) => {
    opened += 1
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
  })
  server.on('tlsClientError', () => undefined)
  server.listen(0, options.host ?? '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  try {
    return await use({ port, opened: () => opened, open: () => sockets.size, received: () => received })
  } finally {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  }
}

function readRequests(socket: Socket, onRequest: (request: Received) => void): void {
  let text = ''
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1')
    const headEnd = text.indexOf('\r\n\r\n')
    const length = Number(/^content-length: (\d+)\r$/im.exec(text)?.[1] ?? 0)
    if (headEnd < 0 || text.length < headEnd + 4 + length) return
    const request = { head: text.slice(0, headEnd), body: text.slice(headEnd + 4, headEnd + 4 + length) }
    text = text.slice(headEnd + 4 + length)
    onRequest(request)
  })
}

/** An answer with the right Content-Length. */
export const answer = (status: number, body = '', headers: readonly string[] = []): string =>
  [`HTTP/1.1 ${String(status)} Text`, ...headers, `content-length: ${String(Buffer.byteLength(body))}`, '', body].join('\r\n')

/** Always the same answer. */
export const answering =
  (text: string | Buffer): Answering =>
  (socket) => {
    socket.write(text)
  }

/** Writes `piece` again and again until the connection is closed. */
export function drip(socket: Socket, piece: string, everyMs: number): void {
  const timer = setInterval(() => {
    socket.write(piece)
  }, everyMs)
  socket.on('close', () => {
    clearInterval(timer)
  })
}

/** Writes `piece` as fast as the other side reads, until the connection is closed. */
export function flood(socket: Socket, piece: string): void {
  const pump = (): void => {
    while (!socket.destroyed && socket.write(piece));
  }
  socket.on('drain', pump)
  pump()
}
