import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'

export interface Proxy {
  readonly port: number
  /** The requests it has read. */
  asked(): readonly string[]
}

export interface ProxyOptions {
  readonly tls?: TlsOptions
  /** Instead of opening the way for the nth request: the bytes of its answer. */
  readonly answers?: (number: number) => string | undefined
  readonly isSilent?: boolean
}

/** An HTTP proxy on loopback that does CONNECT, with everything that it opened. */
export async function withProxy<T>(use: (proxy: Proxy) => Promise<T>, { tls, answers, isSilent = false }: ProxyOptions = {}): Promise<T> {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const track = (socket: Socket): Socket => {
    sockets.add(socket)
    return socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
  }
  const onSocket = (socket: Socket): void => {
    track(socket).once('data', (head: Buffer) => {
      asked.push(head.toString())
      const said = answers?.(asked.length)
      if (said !== undefined) socket.end(said)
      else if (!isSilent) tunnel(socket, head.toString())
    })
  }
  const tunnel = (socket: Socket, head: string): void => {
    const [, host = '', port] = /^CONNECT \[?([^\]\s]+?)\]?:(\d+) HTTP\/1\.1\r\n/.exec(head) ?? []
    const onward = track(connect({ host, port: Number(port) }))
    onward.once('connect', () => {
      // in two pieces, as a network may have it
      socket.write('HTTP/1.1 200 Connection esta')
      setImmediate(() => {
        socket.write('blished\r\n\r\n')
        socket.pipe(onward).pipe(socket)
      })
    })
    onward.once('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\nProxy-Status: test; error=connection_refused\r\n\r\n'))
  }
  const server = tls ? createTlsServer(tls, onSocket) : createServer(onSocket)
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    return await use({ port: (server.address() as AddressInfo).port, asked: () => asked })
  } finally {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  }
}
