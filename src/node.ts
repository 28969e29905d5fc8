import { fileURLToPath } from 'node:url'
import { createActivities } from './activities/activities.js'
import { createApp } from './api/create-app.js'
import type { Readiness } from './api/deps.js'
import { listen } from './listen.js'
import type { Config, Secrets } from './config.js'
import { newId } from './crypto/ids.js'
import { loadOrCreateKeyFile } from './crypto/key-file.js'
import { createSealer } from './crypto/seal.js'
import { ensureBootstrap } from './db/bootstrap.js'
import { connect, type Database } from './db/connect.js'
import { createPost } from './delivery/post.js'
import { type EgressPolicy, parseEgressPolicy } from './domain/egress.js'
import { createEngine, type Engine } from './engine/engine.js'
import type { Log } from './log.js'
import { createMetrics } from './metrics.js'
import { observeEngine } from './observe.js'
import { startTemporalRuntime } from './temporal-runtime.js'

export interface RunningNode {
  readonly address: { readonly host: string; readonly port: number }
  /** The first API key, when one had to be made: shown once. */
  readonly generatedKey: string | null
  close(): Promise<void>
}

export interface NodeOptions {
  readonly config: Config
  readonly secrets: Secrets
  readonly log: Log
}

/** One node: API, starter, relay and worker on one connection to Temporal and one pool to Postgres (design: processes). */
export async function startNode({ config, secrets, log }: NodeOptions): Promise<RunningNode> {
  const runtime = await startTemporalRuntime(config.logLevel)
  const policy = egressPolicyOf(config)
  const db = connect({
    connectionString: secrets.databaseUrl,
    poolMax: config.database.poolMax,
    onError: (error) => {
      log.warn({ err: error }, 'an idle database connection was lost')
    },
  })
  const { generatedKey } = await ensureBootstrap(db, secrets.bootstrapApiKey === undefined ? {} : { key: secrets.bootstrapApiKey })
  const sealer = createSealer(secrets.sealingKey ?? (await loadOrCreateKeyFile(`${config.dataDir}/sealing.key`)))
  const post = createPost({ policy })
  const metrics = createMetrics({
    backlog: () => engine.live.backlog(),
    open: () => engine.live.open(),
    waiting: () => engine.live.waiting(),
    unstarted: () => engine.live.unstarted(),
  })
  const engine = createEngine(
    {
      db,
      sealer,
      post,
      events: observeEngine({ log, metrics, db }),
      createActivities: (from) =>
        createActivities({
          ...from,
          onFault: (error) => {
            log.warn({ work: 'turn', err: error }, 'fault')
          },
        }),
    },
    engineOptionsOf(config, secrets),
  )
  const server = config.roles.api
    ? await listen(
        createApp({
          db,
          log,
          policy,
          sealer,
          publish: engine.publish,
          steering: engine.steering,
          limits: config.limits,
          clock: () => new Date(),
          ready: () => readiness(db, engine),
          metricsText: async () => `${await metrics.registry.metrics()}\n${await runtime.metricsText()}`,
        }),
        config.http,
      )
    : undefined
  return {
    address: { host: config.http.host, port: server?.port ?? 0 },
    generatedKey,
    async close() {
      await server?.close()
      await engine.stop()
      await post.close()
      await db.close()
    },
  }
}

function egressPolicyOf({ egress }: Config): EgressPolicy {
  const parsed = parseEgressPolicy(egress)
  if (!parsed.ok) throw new Error(`POSTHORN_EGRESS_ALLOW ${parsed.reason}`)
  return parsed.policy
}

function engineOptionsOf(config: Config, secrets: Secrets): Parameters<typeof createEngine>[1] {
  const { engine, temporal } = config
  return {
    ...engine,
    node: { id: newId('nod'), name: config.nodeName },
    temporal: { ...temporal, apiKey: secrets.temporalApiKey, clientCert: secrets.temporalTlsCert, clientKey: secrets.temporalTlsKey, serverCa: secrets.temporalTlsCa },
    bundlePath: fileURLToPath(new URL('./workflow-bundle.js', import.meta.url)),
    works: config.roles.worker,
    limits: { node: engine.openAttemptsPerNode, account: engine.openAttemptsPerAccount, subscription: engine.openAttemptsPerSubscription },
  }
}

/** Ready means that publishing works; Temporal being away delays retries and is told, but takes no node out of service. */
async function readiness(db: Database, engine: Engine): Promise<Readiness> {
  const database = await db.pool.query('select 1').then(
    () => true,
    () => false,
  )
  const temporal = engine.temporal.connected
  return {
    ready: database,
    checks: {
      database: { ok: database, ...(!database && { detail: 'Postgres cannot be reached: publishing answers 503' }) },
      temporal: { ok: temporal, ...(!temporal && { detail: 'Temporal cannot be reached: first attempts go out, retries wait until it is back' }) },
    },
  }
}
