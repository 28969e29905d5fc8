import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CliFailure } from '../failure.js'

export interface Serving {
  readonly port: number
  /** Does not wait for answers. */
  readonly close: () => void
}

/** Serves HTTP on this machine alone; port 0 is any free one. Throws a CliFailure when the port cannot be had. */
export async function serve(listener: RequestListener, port: number): Promise<Serving> {
  const server = createServer(listener).listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    throw new CliFailure(
      'port_taken',
      `port ${port} cannot be listened on (${(error as NodeJS.ErrnoException).code ?? ''}): choose another --port`,
    )
  }
  const close = (): void => {
    server.close()
    server.closeAllConnections()
  }
  return { port: (server.address() as AddressInfo).port, close }
}
