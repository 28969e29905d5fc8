import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { toBanner } from './banner.js'
import { connectionFileName, readConnectionFile, writeConnectionFile } from './cli/connection-file.js'
import { type Config, type ReadConfig, readConfig, type Secrets } from './config.js'
import { startDemo } from './demo-run.js'
import { lockDataDir, openDataDir } from './embedded/data-dir.js'
import { anyFreePort, isFree } from './embedded/ports.js'
import { startEmbedded } from './embedded/start-embedded.js'
import { codeOf, StartError } from './embedded/start-error.js'
import { obtainTemporal } from './embedded/temporal-binary.js'
import { type Interrupts, watchInterrupts } from './interrupts.js'
import { portRefused } from './listen.js'
import { createLog, type Log } from './log.js'
import { migrate } from './migrate.js'
import { type RunningNode, startNode } from './node.js'

export interface UpOptions {
  /** False: the demonstration is not shown. */
  readonly demo: boolean
}

/** How long open attempts may take to end: with embedded stores everything together ends within 10 s. */
const drainMs = { embedded: 4_000, external: 20_000 } as const

/**
 * Runs a node, with the stores it needs, until it is asked to stop. Returns the exit code; what is wrong is told in
 * one line on standard error.
 */
export async function up({ demo }: UpOptions): Promise<number> {
  const read = readConfig()
  if (!read.ok) return fail(read.problems)
  try {
    await run({ read, demo })
    return 0
  } catch (error) {
    return fail([messageOf(error)])
  } finally {
    // a native handle that is left must not keep a stopped node alive
    setTimeout(() => process.exit(), 500).unref()
  }
}

function fail(problems: readonly string[]): number {
  for (const problem of problems) process.stderr.write(`posthorn: ${problem}\n`)
  return 1
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (codeOf(error) === 'EADDRINUSE') return `${error.message}: set POSTHORN_HTTP_PORT to a free port`
  return error instanceof StartError ? error.message : (error.stack ?? error.message)
}

export interface Run extends UpOptions {
  readonly config: Config
  readonly secrets: Secrets
  readonly log: Log
  /** One line: to the terminal when stores are embedded, to the log otherwise. */
  readonly tell: (line: string) => void
}

async function run({ read, demo }: { read: ReadConfig; demo: boolean }): Promise<void> {
  const config = await withHttpPort(read.config)
  const embedded = isEmbedded(config)
  if (embedded || read.secrets.sealingKeys === undefined) openDataDir(config.dataDir)
  const unlock = embedded ? lockDataDir(config.dataDir) : () => undefined
  const log = createLog({ level: config.logLevel, ...(embedded && { file: join(config.dataDir, 'posthorn.log') }) })
  const tell = (line: string): void => {
    log.info(line)
    if (embedded) process.stdout.write(`${line}\n`)
  }
  read.warnings.forEach(tell)
  try {
    await runStores({ config, secrets: read.secrets, log, tell, demo: demo && canShowDemo(config) })
  } finally {
    unlock()
  }
}

/** A port that is taken is found before anything is started. Port 0 becomes a free one. */
async function withHttpPort(config: Config): Promise<Config> {
  const { host, port, publicUrl } = config.http
  if (port === 0) {
    const free = await anyFreePort()
    return { ...config, http: { ...config.http, port: free, publicUrl: publicUrl.replace(/:0$/, `:${free}`) } }
  }
  if (!(await isFree(port, host))) throw portRefused({ host, port })
  return config
}

async function runStores(ask: Run): Promise<void> {
  const { temporal } = ask.config
  const interrupts = watchInterrupts()
  interrupts.onSecond(() => process.exit(130)) // the watchdog ends what has been started by then
  const { signal } = interrupts
  const bin = temporal.embedded ? await obtainTemporal({ ...temporal, tell: ask.tell, signal }) : undefined
  const startedAt = Date.now()
  const embedded = await startEmbedded({ config: ask.config, secrets: ask.secrets, bin, tell: ask.tell })
  interrupts.onSecond(() => {
    embedded.killNow()
    process.exit(130)
  })
  try {
    if (!interrupts.isAsked()) await serve({ ...ask, ...embedded }, { interrupts, startedAt })
  } finally {
    await embedded.stop()
    ask.tell('Stopped')
    interrupts.release()
  }
}

async function serve(ask: Run, { interrupts, startedAt }: { interrupts: Interrupts; startedAt: number }): Promise<void> {
  const { config, secrets, log } = ask
  const migrated = await migrate(secrets.databaseUrl)
  if (!migrated.ok) throw new StartError(migrated.reason)
  const node = await startNode({ config, secrets, log })
  try {
    await announce(ask, node, startedAt)
    const stopDemo = ask.demo && !interrupts.isAsked() ? startDemo(ask) : () => undefined
    await interrupts.asked
    ask.tell('Stopping: open attempts end first, then the servers')
    stopDemo()
  } finally {
    await Promise.race([node.close(), delay(drainMs[isEmbedded(config) ? 'embedded' : 'external'], undefined, { ref: false })])
  }
}

async function announce({ config, secrets, log }: Run, { generatedKey }: RunningNode, startedAt: number): Promise<void> {
  log.info({ url: config.http.publicUrl, tookMs: Date.now() - startedAt }, 'posthorn is ready')
  const embedded = isEmbedded(config)
  if (embedded || generatedKey !== null) await leaveConnection(config, secrets.bootstrapApiKey ?? generatedKey)
  if (embedded) process.stdout.write(toBanner({ config, generatedKey }))
  else if (generatedKey !== null)
    log.info({ file: join(config.dataDir, connectionFileName) }, 'the first API key was made and is in this file')
}

/** For the command line: where the node is, and the key it was started with or made. */
async function leaveConnection({ dataDir, http, temporal }: Config, newKey: string | null): Promise<void> {
  const apiKey = newKey ?? (await readConnectionFile(dataDir))?.apiKey
  if (apiKey === undefined) return
  const ui = temporal.uiUrl === null ? {} : { temporalUiUrl: temporal.uiUrl }
  await writeConnectionFile(dataDir, { url: http.publicUrl, apiKey, temporalAddress: temporal.address, ...ui })
}

const isEmbedded = ({ database, temporal }: Config): boolean => database.embedded || temporal.embedded

/** The demo account is made in our own database only, and its receiver is on this machine. */
const canShowDemo = ({ database, egress, roles }: Config): boolean =>
  database.embedded && egress.local !== 'deny' && roles.api && roles.worker
