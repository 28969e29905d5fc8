import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConnectionFile } from '../src/cli/connection-file.js'
import { anyFreePort } from '../src/embedded/ports.js'
import { type Api, createSubscription, scrape } from './api.js'
import { type CpuTimes, cpuTimesOf, pidsOf } from './cpu-time.js'
import type { LoadCommands } from './load/load.js'
import { parseMetrics, type Samples } from './metrics-text.js'
import { type NodeProcess, startNodeProcess } from './node-process.js'
import { type Peer, startPeer } from './peer.js'
import { createProfiler, type Profiler } from './profiler.js'
import type { ReceiverCommands } from './receiver/receiver.js'
import { startSilentNameServer } from './silent-name-server.js'
import { startTemporalOnPostgres, type TemporalOnPostgres } from './temporal-postgres.js'

/** The real stack with its load and its receiver, each a process of its own. */
export interface Stage {
  readonly api: Api
  readonly load: Peer<LoadCommands>
  /** Publishes beside what is measured. */
  readonly rival: Peer<LoadCommands>
  readonly nodePid: number
  readonly receiver: Peer<ReceiverCommands>
  readonly receiverUrl: string
  readonly temporal: { readonly address: string; readonly namespace: string }
  /** Postgres as its owner. A secret. */
  readonly databaseUrl: string
  readonly profiler: Profiler | undefined
  /** CPU time so far of all processes, and of further ones by their kind. */
  cpu(further?: Readonly<Record<string, number>>): CpuTimes
  metrics(): Promise<Samples>
  /** Stops Temporal's processes where they stand (SIGSTOP): it accepts connections and answers nothing. Returns what lets them go on. */
  freezeTemporal(): () => void
  /** Throws when the node has ended. */
  check(): void
  stop(): Promise<void>
}

export interface StageOptions {
  readonly temporalPostgres: boolean
  /** Directory for profiles of the node. */
  readonly profileDir: string | undefined
  /** Variables of the node beside the defaults. */
  readonly env: Readonly<Record<string, string>>
  /** Keeps the data directory, to look into its logs. */
  readonly keep: boolean
}

export const subscriptionCount = 20
export const eventTypesOf = (kind: 'ok' | 'fail-first'): string[] =>
  Array.from({ length: subscriptionCount }, (_, index) => `bench.${kind.replace('-', '_')}_${String(index + 1).padStart(2, '0')}`)

type Closing = (() => unknown)[]

/** Starts everything on a fresh data directory and free ports. Leaves nothing running when it throws. */
export async function startStage(options: StageOptions): Promise<Stage> {
  const closing: Closing = []
  const stop = async (): Promise<void> => {
    for (const close of closing.splice(0).reverse()) await close()
  }
  try {
    return { ...(await build(options, closing)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function build(options: StageOptions, closing: Closing): Promise<Omit<Stage, 'stop'>> {
  const dataDir = makeDataDir(options.keep, closing)
  const receiver = startPeer<ReceiverCommands>(new URL('./receiver/receiver.ts', import.meta.url))
  closing.push(receiver.stop)
  const load = startPeer<LoadCommands>(new URL('./load/load.ts', import.meta.url))
  closing.push(load.stop)
  const rival = startPeer<LoadCommands>(new URL('./load/load.ts', import.meta.url))
  closing.push(rival.stop)
  const nameServer = await startSilentNameServer()
  closing.push(nameServer.stop)
  const receiverUrl = `http://127.0.0.1:${await receiver.ask('listen', undefined)}`
  const temporal = options.temporalPostgres ? await startTemporalOnPostgres(dataDir) : undefined
  if (temporal !== undefined) closing.push(temporal.stop)
  const inspectPort = options.profileDir === undefined ? undefined : await anyFreePort()
  const apiKey = randomBytes(24).toString('hex')
  const postgresPort = await anyFreePort()
  const node = await startNode({
    ...options,
    env: { POSTHORN_DNS_SERVERS: nameServer.address, ...options.env },
    dataDir,
    apiKey,
    inspectPort,
    temporal,
    postgresPort,
  })
  closing.push(node.stop)
  const servers = { node: node.pid, ...temporal?.pids }
  const api: Api = { baseUrl: node.baseUrl, apiKey }
  await subscribe(api, receiverUrl)
  return {
    api,
    load,
    rival,
    nodePid: node.pid,
    receiver,
    receiverUrl,
    databaseUrl: databaseUrlOf(dataDir, postgresPort),
    temporal: { address: temporal?.address ?? (await embeddedTemporal(dataDir)), namespace: 'default' },
    profiler: options.profileDir === undefined || inspectPort === undefined ? undefined : createProfiler(inspectPort, options.profileDir),
    cpu: (further) => cpuTimesOf({ bench: process.pid, load: load.pid, rival: rival.pid, receiver: receiver.pid, ...servers, ...further }),
    freezeTemporal: () => freeze(pidsOf('temporal', servers), closing),
    metrics: async () => parseMetrics(await scrape(api)),
    check: node.check,
  }
}

/** What is frozen would never end: it is thawed before anything is closed. */
function freeze(pids: number[], closing: Closing): () => void {
  if (pids.length === 0) throw new Error('no process of Temporal was found')
  const thaw = (): void => {
    for (const pid of pids.splice(0)) process.kill(pid, 'SIGCONT')
  }
  closing.push(thaw)
  for (const pid of pids) process.kill(pid, 'SIGSTOP')
  return thaw
}

function makeDataDir(keep: boolean, closing: Closing): string {
  const dataDir = mkdtempSync(join(tmpdir(), 'posthorn-bench-'))
  chmodSync(dataDir, 0o755) // the user postgres must pass
  closing.push(() => {
    if (keep) console.log(`Kept: ${dataDir}`)
    else rmSync(dataDir, { recursive: true, force: true })
  })
  return dataDir
}

interface NodeAsk {
  readonly dataDir: string
  readonly apiKey: string
  readonly inspectPort: number | undefined
  readonly temporal: TemporalOnPostgres | undefined
  readonly postgresPort: number
  readonly env: Readonly<Record<string, string>>
}

async function startNode({ dataDir, apiKey, inspectPort, temporal, postgresPort, env }: NodeAsk): Promise<NodeProcess> {
  const [port, server, ui] = [await anyFreePort(), await anyFreePort(), await anyFreePort()]
  return startNodeProcess({
    dataDir,
    port,
    inspectPort,
    env: {
      POSTHORN_DATA_DIR: dataDir,
      POSTHORN_HTTP_PORT: String(port),
      POSTHORN_BOOTSTRAP_API_KEY: apiKey,
      // a scenario registers thousands of subscriptions with one key
      POSTHORN_REQUESTS_PER_SECOND: '0',
      POSTHORN_EMBEDDED_POSTGRES_PORT: String(postgresPort),
      POSTHORN_EMBEDDED_TEMPORAL_PORT: String(server),
      POSTHORN_EMBEDDED_TEMPORAL_UI_PORT: String(ui),
      ...temporal?.env,
      ...env,
    },
  })
}

const databaseUrlOf = (dataDir: string, port: number): string =>
  `postgres://posthorn:${readFileSync(join(dataDir, 'postgres.password'), 'utf8').trim()}@127.0.0.1:${port}/posthorn`

async function embeddedTemporal(dataDir: string): Promise<string> {
  const connection = await readConnectionFile(dataDir)
  if (connection?.temporalAddress === undefined) throw new Error(`${dataDir} does not say where the embedded Temporal is`)
  return connection.temporalAddress
}

/** One event type for each subscription, so that no event goes to two of them. */
async function subscribe(api: Api, receiverUrl: string): Promise<void> {
  for (const [index, type] of eventTypesOf('ok').entries()) {
    await createSubscription(api, { url: `${receiverUrl}/ok/${index + 1}`, eventTypes: [type] })
  }
  for (const [index, type] of eventTypesOf('fail-first').entries()) {
    const schedule = { name: 'custom', delaysSeconds: [2, 2, 2] } as const
    await createSubscription(api, { url: `${receiverUrl}/fail-first/${index + 1}`, eventTypes: [type], schedule })
  }
}
