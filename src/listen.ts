import { createServer, type RequestListener } from 'node:http'

export interface Listening {
  readonly port: number
  /** Ends idle connections at once and open ones when they are answered, at the latest after 2 s. */
  close(): Promise<void>
}

const CLOSE_MS = 2_000

/** Serves HTTP. Rejects when the port cannot be listened on. Slow headers and bodies are cut off. */
export async function listen(app: RequestListener, { host, port }: { host: string; port: number }): Promise<Listening> {
  const server = createServer({ keepAliveTimeout: 60_000, headersTimeout: 10_000, requestTimeout: 30_000, maxHeaderSize: 16_384 }, app)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host, backlog: 1_024 }, resolve)
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        const force = setTimeout(() => {
          server.closeAllConnections()
        }, CLOSE_MS)
        server.close(() => {
          clearTimeout(force)
          resolve()
        })
        server.closeIdleConnections()
      }),
  }
}
