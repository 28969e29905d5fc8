import { fileURLToPath } from 'node:url'
import { createActivities } from './activities/activities.js'
import { createCardGuard } from './api/card-guard.js'
import { createApp, createProbes } from './api/create-app.js'
import type { Readiness } from './api/deps.js'
import { createTenants } from './api/tenants.js'
import { createCheckData } from './api/event-data/check-data.js'
import { listen, type Listening } from './listen.js'
import type { Config, Secrets } from './config.js'
import { newId } from './crypto/ids.js'
import { createSealer, type Sealer } from './crypto/seal.js'
import { findApiKey } from './db/api-keys.js'
import { ensureBootstrap } from './db/bootstrap.js'
import { connect, type Database } from './db/connect.js'
import { findLossySettings } from './db/durability.js'
import { findSchema } from './db/event-types.js'
import { renewLease } from './db/nodes.js'
import { createPost, type Post } from './delivery/post.js'
import { type EgressPolicy, parseEgressPolicy } from './domain/egress.js'
import { StartError } from './embedded/start-error.js'
import { createEngine, type Engine, type EngineOptions } from './engine/engine.js'
import type { Log } from './log.js'
import { createMetrics, type Metrics } from './metrics.js'
import { observeEngine } from './observe.js'
import { openSealingKeys } from './sealing-keys.js'
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
export async function startNode(options: NodeOptions): Promise<RunningNode> {
  const { config, secrets, log } = options
  const runtime = await startTemporalRuntime(log)
  const db = connect({
    connectionString: secrets.databaseUrl,
    poolMax: config.database.poolMax,
    onError: (error) => {
      log.warn({ err: error }, 'an idle database connection was lost')
    },
  })
  await db.warm()
  await refuseLoss(db, options)
  const { generatedKey } = await ensureBootstrap(db, { key: secrets.bootstrapApiKey })
  const sealer = createSealer(await openSealingKeys(config, secrets))
  const policy = egressPolicyOf(config)
  const post = createPost({ policy, dnsServers: config.egress.dnsServers, proxy: secrets.egressProxy })
  const node = { id: newId('nod'), name: config.nodeName }
  // Before anything is accepted: without its lease that would look abandoned.
  await renewLease(db, node)
  const parts = { ...options, db, sealer, post, policy, node }
  const { engine, metrics } = startEngine(parts)
  const metricsText = async () => `${await metrics.registry.metrics()}\n${await runtime.metricsText()}`
  const end = async () => {
    await engine.stop()
    await post.close()
    await db.close()
  }
  const server = await orEnd(serve({ ...parts, engine, metrics, metricsText }), end)
  return {
    address: { host: config.http.host, port: server.port },
    generatedKey,
    async close() {
      await server.close()
      await end()
    },
  }
}

/** What has been started is ended again when the next step fails. */
async function orEnd<T>(started: Promise<T>, end: () => Promise<void>): Promise<T> {
  try {
    return await started
  } catch (error) {
    await end()
    throw error
  }
}

/** What is acknowledged must not be lost: a server that may do so is refused, unless the operator allows it. */
async function refuseLoss(db: Database, { config, log }: NodeOptions): Promise<void> {
  const lossy = await findLossySettings(db)
  if (lossy.length === 0) return
  const found = `the database may lose what was acknowledged: ${lossy.join(', ')}`
  if (!config.database.mayLose) {
    await db.close()
    throw new StartError(`${found}. Switch on what is off, or set POSTHORN_ALLOW_LOSSY_DATABASE=true where nothing matters`)
  }
  log.warn(found)
}

interface Parts extends NodeOptions {
  readonly db: Database
  readonly sealer: Sealer
  readonly post: Post
  readonly policy: EgressPolicy
  readonly node: { readonly id: string; readonly name: string }
}

function startEngine({ config, secrets, log, db, sealer, post, node }: Parts): { engine: Engine; metrics: Metrics } {
  const metrics = createMetrics({
    backlog: () => engine.live.backlog(),
    open: () => engine.live.open(),
    waiting: () => engine.live.waiting(),
    unstarted: () => engine.live.unstarted(),
  })
  const events = observeEngine({ log, metrics, db, nodeId: node.id })
  const onFault = (error: unknown) => {
    events.fault('turn', error)
  }
  const engine = createEngine(
    { db, sealer, post, events, createActivities: (from) => createActivities({ ...from, onFault }) },
    { ...engineOptionsOf(config, secrets), node },
  )
  return { engine, metrics }
}

interface Serving extends Parts {
  readonly engine: Engine
  readonly metrics: Metrics
  readonly metricsText: () => Promise<string>
}

function serve({ config, log, db, sealer, post, policy, engine, metrics, metricsText }: Serving): Promise<Listening> {
  const { publish, steering, check, tryOut, replays, keyRotations } = engine
  const ready = () => readiness(db, engine)
  // Who only delivers is looked after all the same.
  if (!config.roles.api) return listen(createProbes({ log, ready, metricsText }), config.http)
  const app = createApp({
    tenants: createTenants(db),
    findKey: (hash) => findApiKey(db, hash),
    trustedProxies: config.http.trustedProxies,
    egressAddresses: config.egress.addresses,
    log,
    policy,
    sealer,
    resolve: post.resolve,
    publish,
    checkData: createCheckData({ validation: config.eventValidation, findSchema: (version) => findSchema(db, version) }),
    guardCardData: createCardGuard({ modes: config.cardData, onFound: (found) => metrics.cardData.inc(found) }),
    steering,
    checkEndpoint: check,
    tryEndpoint: tryOut,
    activationCheck: config.activationCheck,
    replays,
    signingKeys: keyRotations,
    limits: config.limits,
    rateLimits: config.rateLimits,
    publicUrl: config.http.publicUrl,
    approvalHours: config.approvalHours,
    platformRetention: config.retention.platform,
    onBreakGlass(applied) {
      metrics.breakGlass.inc()
      log.warn({ ...applied }, 'break-glass: a change was applied without the second pair of eyes it needed')
    },
    clock: () => new Date(),
    ready,
    metricsText,
  })
  return listen(app, config.http)
}

function egressPolicyOf({ egress }: Config): EgressPolicy {
  const parsed = parseEgressPolicy(egress)
  if (!parsed.ok) throw new Error(`POSTHORN_EGRESS_ALLOW ${parsed.reason}`)
  return parsed.policy
}

function engineOptionsOf(config: Config, secrets: Secrets): Omit<EngineOptions, 'node'> {
  const { engine, temporal, retention } = config
  return {
    ...engine,
    retention,
    temporal: {
      ...temporal,
      apiKey: secrets.temporalApiKey,
      clientCert: secrets.temporalTlsCert,
      clientKey: secrets.temporalTlsKey,
      serverCa: secrets.temporalTlsCa,
    },
    issuer: config.http.publicUrl,
    bundlePath: fileURLToPath(new URL('./workflow-bundle.js', import.meta.url)),
    works: config.roles.worker,
    limits: {
      node: engine.openAttemptsPerNode,
      account: engine.openAttemptsPerAccount,
      host: engine.openAttemptsPerHost,
      subscription: engine.openAttemptsPerSubscription,
    },
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
      temporal: {
        ok: temporal,
        ...(!temporal && { detail: 'Temporal cannot be reached: first attempts go out, retries wait until it is back' }),
      },
    },
  }
}
