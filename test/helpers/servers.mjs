// The Postgres and the Temporal dev server that one test run shares. Both live in a directory of their own and end with it.
import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startChild } from '../../dist/embedded/children.js'
import { anyFreePort } from '../../dist/embedded/ports.js'
import { startPostgres } from '../../dist/embedded/postgres.js'
import { obtainTemporal } from '../../dist/embedded/temporal-binary.js'
import { startWatchdog } from '../../dist/embedded/watchdog.js'
import { searchAttributeNames } from '../../dist/domain/labels.js'
import { readConfig } from '../../dist/config.js'

/** One for each program that a test starts. */
export const namespaces = Array.from({ length: 160 }, (_, index) => `t${index + 1}`)

/** Starts both; `stop` ends both and removes what they wrote. They also end when this process is killed. */
export async function startServers() {
  const directory = mkdtempSync(join(tmpdir(), 'posthorn-test-'))
  chmodSync(directory, 0o755)
  const watchdog = startWatchdog()
  const deps = { watchdog, tell: (line) => process.stderr.write(`${line}\n`) }
  const started = await Promise.allSettled([
    startPostgres({ dataDir: directory, port: await anyFreePort() }, deps),
    startTemporal(directory, deps),
  ])
  const stop = async () => {
    await Promise.all(started.map(({ value }) => value?.stop()))
    watchdog.dismiss()
    rmSync(directory, { recursive: true, force: true })
  }
  const failed = started.find(({ status }) => status === 'rejected')
  if (failed === undefined) return { directory, postgres: started[0].value, temporal: started[1].value, stop }
  await stop()
  throw failed.reason
}

async function startTemporal(directory, deps) {
  const bin = await obtainTemporal({ ...temporalPlaces(), tell: deps.tell })
  const port = await anyFreePort()
  const address = `127.0.0.1:${port}`
  const child = await startChild(
    {
      name: 'temporal',
      command: bin,
      args: [
        ...['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'error'],
        ...namespaces.flatMap((name) => ['--namespace', name]),
        ...searchAttributeNames.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
      ],
      env: { PATH: process.env.PATH, HOME: directory },
      logFile: join(directory, 'temporal.log'),
      stopSignal: 'SIGTERM',
      stopWithinMs: 2_000,
      killSignal: 'SIGKILL',
      isReady: () => hasSearchAttributes(bin, address),
    },
    deps,
  )
  return { ...child, address, bin }
}

function temporalPlaces() {
  const read = readConfig({ POSTHORN_TEMPORAL_BIN: process.env.POSTHORN_TEMPORAL_BIN, XDG_CACHE_HOME: process.env.XDG_CACHE_HOME })
  if (!read.ok) throw new Error(read.problems.join('\n'))
  return read.config.temporal
}

/** The server answers before the last namespace has its search attributes. */
function hasSearchAttributes(bin, address) {
  const args = ['operator', 'search-attribute', 'list', '--namespace', namespaces.at(-1), '--address', address]
  return new Promise((resolve) => {
    execFile(bin, args, (error, stdout) => resolve(error === null && searchAttributeNames.every((name) => stdout.includes(name))))
  })
}
