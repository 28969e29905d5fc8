import { createServer, type RequestListener } from 'node:http'
import { codeOf, StartError } from './embedded/start-error.js'

export interface Listening {
  readonly port: number
  /** Ends idle connections at once and open ones when they are answered, at the latest after 2 s. */
  close(): Promise<void>
}

const CLOSE_MS = 2_000

/** Serves HTTP. Throws a StartError when the port cannot be listened on. Slow headers and bodies are cut off. */
export async function listen(app: RequestListener, { host, port }: { host: string; port: number }): Promise<Listening> {
  const server = createServer({ keepAliveTimeout: 60_000, headersTimeout: 10_000, requestTimeout: 30_000, maxHeaderSize: 16_384 }, app)
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      reject(portRefused({ host, port }, codeOf(error)))
    })
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

/** Why the port cannot be had, with the remedy. */
export const portRefused = ({ host, port }: { host: string; port: number }, code = 'EADDRINUSE'): StartError =>
  new StartError(
    `Port ${String(port)} on ${host} cannot be listened on (${code}), most likely because another program does: stop it, or set POSTHORN_HTTP_PORT to a free port`,
  )
