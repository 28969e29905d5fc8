import type { Config, Secrets } from '../config.js'
import type { Child, ChildDeps } from './children.js'
import { choosePorts } from './ports.js'
import { type EmbeddedPostgres, endLeftOverPostgres, startPostgres } from './postgres.js'
import { endLeftOverTemporal, startTemporal } from './temporal.js'
import { startWatchdog } from './watchdog.js'

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

/** Starts a Postgres and a Temporal server if the configuration names none. Throws a StartError, with nothing left running. */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const { config, secrets, tell } = options
  if (!config.database.embedded && !config.temporal.embedded)
    return { config, secrets, stop: () => Promise.resolve(), killNow: () => undefined }
  // before the ports are chosen, so that they are free again
  await Promise.all([endLeftOverPostgres(config.dataDir), endLeftOverTemporal(config.dataDir)])
  const ports = await choosePorts(config.dataDir, {
    postgres: config.database.port,
    temporal: config.temporal.port,
    temporalUi: config.temporal.uiPort,
  })
  const watchdog = startWatchdog()
  const deps: ChildDeps = { watchdog, tell }
  const starts = await Promise.allSettled([startDatabase(options, ports, deps), startEngine(options, ports, deps)])
  const [database, engine] = starts.map((start) => (start.status === 'fulfilled' ? start.value : undefined)) as [
    EmbeddedPostgres | undefined,
    Child | undefined,
  ]
  const stop = async (): Promise<void> => {
    // Temporal first: the last thing it hears of is what the node recorded
    await engine?.stop()
    await database?.stop()
    watchdog.dismiss()
  }
  const failed = starts.find((start) => start.status === 'rejected')
  if (failed !== undefined) {
    await stop()
    throw failed.reason
  }
  const killNow = (): void => {
    engine?.killNow()
    database?.killNow()
  }
  return {
    config: withPorts(config, ports),
    secrets: { ...secrets, ...(database !== undefined && { databaseUrl: database.url }) },
    stop,
    killNow,
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
