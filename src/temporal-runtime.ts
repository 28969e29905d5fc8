import { createServer } from 'node:net'
import { makeTelemetryFilterString, Runtime } from '@temporalio/worker'

export interface TemporalRuntime {
  /** The metrics of the Temporal SDK, in Prometheus' text format; empty when they cannot be read. */
  metricsText(): Promise<string>
}

/** Installs the Temporal SDK's runtime, once for the process and before any connection. Its metrics are served on loopback. */
export async function startTemporalRuntime(logLevel: string): Promise<TemporalRuntime> {
  const port = await freePort()
  const bindAddress = `127.0.0.1:${String(port)}`
  Runtime.install({
    shutdownSignals: [],
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: logLevel === 'debug' || logLevel === 'trace' ? 'INFO' : 'ERROR', other: 'ERROR' }) },
      metrics: { prometheus: { bindAddress } },
    },
  })
  return {
    async metricsText() {
      try {
        const answer = await fetch(`http://${bindAddress}/metrics`, { signal: AbortSignal.timeout(1_000) })
        return await answer.text()
      } catch {
        // Its own metrics are worth more than none: a scrape does not fail for the SDK's.
        return ''
      }
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}
