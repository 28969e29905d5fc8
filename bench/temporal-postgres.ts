import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Connection } from '@temporalio/client'
import { anyFreePort } from '../src/embedded/ports.js'
import { startPostgres } from '../src/embedded/postgres.js'
import { startWatchdog, type Watchdog } from '../src/embedded/watchdog.js'
import { searchAttributeNames } from '../src/domain/labels.js'
import { findTemporalServer, type TemporalServerBinaries } from './temporal-server-binaries.js'
import { databases, serverConfig } from './temporal-server-config.js'

/** One Postgres server with Posthorn's and Temporal's databases, and a Temporal server on it. */
export interface TemporalOnPostgres {
  /** What makes a node use both. */
  readonly env: Readonly<Record<string, string>>
  readonly address: string
  readonly pids: Readonly<Record<string, number>>
  stop(): Promise<void>
}

const namespace = 'default'

/** Throws, with nothing left running, when the server's programs are missing or it does not come up. */
export async function startTemporalOnPostgres(dataDir: string): Promise<TemporalOnPostgres> {
  const binaries = findTemporalServer()
  const watchdog = startWatchdog()
  const postgres = await startPostgres({ dataDir, port: await anyFreePort() }, { watchdog, tell: console.log })
  const stopPostgres = async (): Promise<void> => {
    await postgres.stop()
    watchdog.dismiss()
  }
  try {
    createSchemas(binaries, new URL(postgres.url))
    const server = await startServer({ binaries, dataDir, postgresUrl: new URL(postgres.url), watchdog })
    return {
      address: server.address,
      pids: {
        temporal: server.pid,
        postgres: Number(readFileSync(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0]),
      },
      env: { DATABASE_URL: postgres.url, TEMPORAL_ADDRESS: server.address, POSTHORN_EGRESS_ALLOW_LOCAL_AND_METADATA: 'loopback' },
      stop: async () => {
        await server.stop()
        await stopPostgres()
      },
    }
  } catch (error) {
    await stopPostgres()
    throw error
  }
}

function createSchemas({ sqlTool }: TemporalServerBinaries, url: URL): void {
  const place = ['--plugin', 'postgres12_pgx', '--ep', url.hostname, '--port', url.port, '--user', url.username]
  const env = { ...process.env, SQL_PASSWORD: url.password }
  const tool = (...args: string[]): void => {
    const { status, stderr } = spawnSync(sqlTool, [...place, ...args], { env, encoding: 'utf8' })
    if (status !== 0) throw new Error(`${sqlTool} ${args.join(' ')} failed:\n${stderr.slice(-2_000)}`)
  }
  for (const [kind, name] of Object.entries(databases)) {
    tool('--db', name, 'create-database')
    tool('--db', name, 'setup-schema', '-v', '0.0')
    tool('--db', name, 'update-schema', '--schema-name', `postgresql/v12/${kind}`)
  }
}

interface ServerAsk {
  readonly binaries: TemporalServerBinaries
  readonly dataDir: string
  readonly postgresUrl: URL
  readonly watchdog: Watchdog
}

async function startServer({
  binaries,
  dataDir,
  postgresUrl,
  watchdog,
}: ServerAsk): Promise<{ pid: number; address: string; stop(): Promise<void> }> {
  const configFile = join(dataDir, 'temporal-server.json')
  const { address, text } = await serverConfig(postgresUrl)
  writeFileSync(configFile, text, { mode: 0o600 })
  const logFile = join(dataDir, 'temporal-server.log')
  const log = openSync(logFile, 'a')
  const child = spawn(binaries.server, ['--config-file', configFile, '--allow-no-auth', 'start'], {
    detached: true,
    cwd: dataDir,
    stdio: ['ignore', log, log],
  })
  const pid = child.pid ?? -1
  if (child.pid !== undefined) watchdog.watches('temporal', { pid, signal: 'TERM' })
  const stop = async (): Promise<void> => {
    await endOf(child)
    watchdog.watches('temporal', null)
  }
  try {
    await prepareNamespace(address, () => {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`The Temporal server has ended:\n${readFileSync(logFile, 'utf8').slice(-3_000)}`)
    })
    return { pid, address, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Waits for the server, then creates the namespace with what Posthorn needs in it. */
async function prepareNamespace(address: string, check: () => void): Promise<void> {
  const connection = await untilDone(check, () => Connection.connect({ address, connectTimeout: 1_000 }))
  try {
    const workflowExecutionRetentionPeriod = { seconds: (3 * 86_400) as never }
    await untilDone(check, () => connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod }))
    const searchAttributes = Object.fromEntries(searchAttributeNames.map((name) => [name, 2 /* Keyword */]))
    await untilDone(check, () => connection.operatorService.addSearchAttributes({ namespace, searchAttributes }))
  } finally {
    await connection.close()
  }
}

async function untilDone<Result>(check: () => void, attempt: () => Promise<Result>): Promise<Result> {
  const giveUpAt = Date.now() + 60_000
  for (;;) {
    check()
    try {
      return await attempt()
    } catch (error) {
      if (Date.now() > giveUpAt) throw error
      await delay(250)
    }
  }
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const killer = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await ended
  clearTimeout(killer)
}
