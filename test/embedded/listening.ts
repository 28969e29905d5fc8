import { once } from 'node:events'
import { createServer } from 'node:net'

/** A server that keeps a port of the loopback address busy. */
export async function startServer(): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const close = async (): Promise<void> => {
    server.close()
    await once(server, 'close')
  }
  return { port: typeof address === 'object' && address !== null ? address.port : 0, close }
}
