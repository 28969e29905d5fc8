import type { Config, Secrets } from '../config.js'
import type { Child, ChildDeps } from './children.js'
import { choosePorts, isFree } from './ports.js'
import { type EmbeddedPostgres, endLeftOverPostgres, startPostgres } from './postgres.js'
import { endLeftOverTemporal, startTemporal } from './temporal.js'
import { startWatchdog, type Watchdog } from './watchdog.js'

/** The configuration with every address filled in, and the children behind those that we started. */
export interface Embedded {
  readonly config: Config
  readonly secrets: Secrets
  stop(): Promise<void>
  killNow(): void
}

export interface EmbeddedOptions {
  readonly config: Config
  readonly secrets: Secrets
  /** The temporal executable, if one is needed. */
  readonly bin: string | undefined
  /** One line for the person at the terminal. */
  readonly tell: (line: string) => void
}

interface Ports {
  readonly postgres: number
  readonly temporal: number
  readonly temporalUi: number
}

/** A port that was free when it was chosen may be taken a moment later; then others are chosen, this often. */
const rounds = 3

/** Starts a Postgres and a Temporal server if the configuration names none. Throws a StartError, with nothing left running. */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const { config, secrets, tell } = options
  if (!config.database.embedded && !config.temporal.embedded)
    return { config, secrets, stop: () => Promise.resolve(), killNow: () => undefined }
  // before the ports are chosen, so that they are free again
  await Promise.all([endLeftOverPostgres(config.dataDir), endLeftOverTemporal(config.dataDir)])
  const preferred: Ports = { postgres: config.database.port, temporal: config.temporal.port, temporalUi: config.temporal.uiPort }
  const watchdog = startWatchdog()
  for (let round = 1; ; round++) {
    const ports = await choosePorts(config.dataDir, preferred)
    const servers = await startServers(options, ports, { watchdog, tell })
    if (servers.failure === null) return toEmbedded(options, { servers, ports, watchdog })
    await stopServers(servers)
    if (round < rounds && !(await areFree(ports))) continue
    watchdog.dismiss()
    throw servers.failure
  }
}

interface Servers {
  readonly database: EmbeddedPostgres | undefined
  readonly engine: Child | undefined
  readonly failure: Error | null
}

async function startServers(options: EmbeddedOptions, ports: Ports, deps: ChildDeps): Promise<Servers> {
  const [database, engine] = await Promise.allSettled([startDatabase(options, ports, deps), startEngine(options, ports, deps)])
  const failed = [database, engine].find((start) => start.status === 'rejected')
  return {
    database: database.status === 'fulfilled' ? database.value : undefined,
    engine: engine.status === 'fulfilled' ? engine.value : undefined,
    failure: failed === undefined ? null : (failed.reason as Error),
  }
}

/** Temporal first: the last thing it hears of is what the node recorded. */
async function stopServers({ database, engine }: Servers): Promise<void> {
  await engine?.stop()
  await database?.stop()
}

const areFree = async (ports: Ports): Promise<boolean> =>
  (await Promise.all(Object.values<number>({ ...ports }).map((port) => isFree(port)))).every(Boolean)

function toEmbedded(
  { config, secrets }: EmbeddedOptions,
  { servers, ports, watchdog }: { servers: Servers; ports: Ports; watchdog: Watchdog },
): Embedded {
  return {
    config: withPorts(config, ports),
    secrets: { ...secrets, ...(servers.database !== undefined && { databaseUrl: servers.database.url }) },
    stop: async () => {
      await stopServers(servers)
      watchdog.dismiss()
    },
    killNow: () => {
      servers.engine?.killNow()
      servers.database?.killNow()
    },
  }
}

function startDatabase({ config }: EmbeddedOptions, ports: Ports, deps: ChildDeps): Promise<EmbeddedPostgres | undefined> {
  return config.database.embedded ? startPostgres({ dataDir: config.dataDir, port: ports.postgres }, deps) : Promise.resolve(undefined)
}

function startEngine({ config, bin }: EmbeddedOptions, ports: Ports, deps: ChildDeps): Promise<Child | undefined> {
  if (bin === undefined) return Promise.resolve(undefined)
  return startTemporal(
    { dataDir: config.dataDir, bin, port: ports.temporal, uiPort: ports.temporalUi, namespace: config.temporal.namespace },
    deps,
  )
}

function withPorts(config: Config, ports: Ports): Config {
  const { temporal } = config
  if (!temporal.embedded) return config
  return {
    ...config,
    temporal: { ...temporal, address: `127.0.0.1:${ports.temporal}`, uiUrl: temporal.uiUrl ?? `http://127.0.0.1:${ports.temporalUi}` },
  }
}
