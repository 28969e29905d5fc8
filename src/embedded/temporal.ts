import { join } from 'node:path'
import { Connection } from '@temporalio/client'
import { searchAttributeNames } from '../domain/labels.js'
import { listensOn } from './processes.js'
import { type Child, type ChildDeps, endLeftOver, startChild } from './children.js'

export interface TemporalOptions {
  readonly dataDir: string
  readonly bin: string
  readonly port: number
  readonly uiPort: number
  readonly namespace: string
}

const databaseIn = (dataDir: string): string => join(dataDir, 'temporal.db')
const pidFileIn = (dataDir: string): string => join(dataDir, 'temporal.pid')

/** Ends the Temporal server of a node that was killed. */
export function endLeftOverTemporal(dataDir: string): Promise<void> {
  return endLeftOver(pidFileIn(dataDir), databaseIn(dataDir), 'SIGTERM')
}

/** Starts the Temporal development server with a database file, on the loopback address only. */
export function startTemporal(options: TemporalOptions, deps: ChildDeps): Promise<Child> {
  const { dataDir, bin, port, uiPort, namespace } = options
  const args = [
    ...[
      'server',
      'start-dev',
      '--db-filename',
      databaseIn(dataDir),
      '--ip',
      '127.0.0.1',
      '--port',
      String(port),
      '--ui-port',
      String(uiPort),
    ],
    ...['--log-level', 'error', '--namespace', namespace],
    // a killed process loses nothing; what a power cut may lose is found again in Postgres by the relay
    ...['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=normal'],
    ...searchAttributeNames.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
  ]
  return startChild(
    {
      name: 'temporal',
      command: bin,
      args,
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: dataDir },
      logFile: join(dataDir, 'temporal.log'),
      pidFile: pidFileIn(dataDir),
      stopSignal: 'SIGTERM',
      stopWithinMs: 2_000,
      killSignal: 'SIGKILL',
      retryStartMs: 0,
      isReady: async (pid) => listensOn(pid, port) && (await serves(`127.0.0.1:${port}`, namespace)),
    },
    deps,
  )
}

/** The server answers before the search attributes are there: workflows must not be started until then. */
async function serves(address: string, namespace: string): Promise<boolean> {
  const connection = await Connection.connect({ address, connectTimeout: 1_000 }).catch(() => undefined)
  if (connection === undefined) return false
  try {
    const { customAttributes } = await connection.withDeadline(Date.now() + 2_000, () =>
      connection.operatorService.listSearchAttributes({ namespace }),
    )
    return searchAttributeNames.every((name) => name in customAttributes)
  } catch {
    return false
  } finally {
    await connection.close()
  }
}
