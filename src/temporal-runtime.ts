import { DefaultLogger, type LogLevel, makeTelemetryFilterString, Runtime } from '@temporalio/worker'
import { anyFreePort } from './embedded/ports.js'
import type { Log } from './log.js'

export interface TemporalRuntime {
  /** The metrics of the Temporal SDK, in Prometheus' text format; empty when they cannot be read. */
  metricsText(): Promise<string>
}

/** Installs the Temporal SDK's runtime, once for the process and before any connection. Its metrics are served on loopback. */
export async function startTemporalRuntime(log: Log): Promise<TemporalRuntime> {
  const port = await anyFreePort()
  const bindAddress = `127.0.0.1:${String(port)}`
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger(log.isLevelEnabled('debug') ? 'DEBUG' : 'WARN', ({ level, message, meta }) => {
      log[levels[level]]({ temporal: meta }, message)
    }),
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: log.isLevelEnabled('debug') ? 'INFO' : 'ERROR', other: 'ERROR' }) },
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

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const satisfies Record<LogLevel, string>
