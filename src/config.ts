import { resolve } from 'node:path'
import type { z } from 'zod'
import { egressProxyProblems, toEgressProxy } from './config-egress-proxy.js'
import { guessableSecrets, warningsOfSecrets } from './config-secrets.js'
import { type PemTexts, readPemFiles } from './config-files.js'
import { type RateLimitConfig, toRateLimits } from './config-rate-limits.js'
import { type RetentionConfig, retentionProblems, toRetention } from './config-retention.js'
import { type TemporalConfig, toTemporalConfig } from './config-temporal.js'
import { Environment } from './config-variables.js'
import type { EgressProxy } from './delivery/outbound/proxy.js'
import { parseEgressPolicy } from './domain/egress.js'
import type { Block } from './domain/ip-address.js'

/** What a node is told by its environment. No secret is in here: it may be logged. */
export interface Config {
  readonly roles: { readonly api: boolean; readonly worker: boolean }
  readonly logLevel: string
  readonly nodeName: string
  readonly http: { readonly host: string; readonly port: number; readonly publicUrl: string; readonly trustedProxies: readonly Block[] }
  /** Absolute path. */
  readonly dataDir: string
  readonly database: { readonly embedded: boolean; readonly poolMax: number; readonly port: number; readonly mayLose: boolean }
  readonly temporal: TemporalConfig
  readonly egress: {
    readonly allow: string
    readonly local: 'deny' | 'loopback' | 'all'
    readonly allowHttp: boolean
    /** Where deliveries come from: published, and not used otherwise. */
    readonly addresses: readonly Block[]
    /** `address[:port]`; the system's own when undefined. */
    readonly dnsServers: readonly string[] | undefined
  }
  readonly limits: { readonly bodyBytes: number }
  readonly rateLimits: RateLimitConfig
  /** At an activation, unless the request says otherwise. */
  readonly activationCheck: 'required' | 'report' | 'none'
  readonly approvalHours: number
  readonly eventValidation: 'reject' | 'warn' | 'off'
  /** What is done about card data in published events, by the environment of the key. */
  readonly cardData: Readonly<Record<'live' | 'test', 'off' | 'flag' | 'reject'>>
  readonly engine: EngineConfig
  readonly retention: RetentionConfig
}

export interface EngineConfig {
  readonly lifecycle: {
    readonly failingAfterSeconds: number
    readonly failingAfterFailures: number
    readonly pauseFailingAfterDays: number
  }
  readonly batchMax: number
  readonly startsInFlight: number
  readonly ownWorkflowAfterMs: number
  /** What the times of all schedules and deadlines are multiplied by. */
  readonly scheduleFactor: number
  readonly attemptAhead: boolean
  readonly openAttemptsPerNode: number
  readonly openAttemptsPerAccount: number
  readonly openAttemptsPerHost: number
  readonly openAttemptsPerSubscription: number
}

/** Never logged, never printed. */
export interface Secrets {
  /** Empty until the embedded Postgres has been started. */
  readonly databaseUrl: string
  readonly bootstrapApiKey?: string
  readonly temporalApiKey?: string
  /** PEM texts. */
  readonly temporalTlsCert?: string
  readonly temporalTlsKey?: string
  readonly temporalTlsCa?: string
  /** The newest last. */
  readonly sealingKeys?: readonly Buffer[]
  readonly egressProxy?: EgressProxy | undefined
}

export interface ReadConfig {
  readonly config: Config
  readonly secrets: Secrets
  readonly warnings: readonly string[]
}
export type ConfigResult = ({ readonly ok: true } & ReadConfig) | { readonly ok: false; readonly problems: readonly string[] }

type Variables = Readonly<Record<string, string | undefined>>

/** Reads the environment. All mistakes are reported at once, each as one line that names its variable. */
export function readConfig(variables: Variables = process.env): ConfigResult {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = Environment.safeParse(set)
  if (!parsed.success) return { ok: false, problems: parsed.error.issues.map(toProblem) }
  const env = parsed.data
  const files = readPemFiles(env)
  const problems = [...contradictionsOf(env), ...egressProxyProblems(env, files.texts), ...files.problems]
  if (problems.length > 0) return { ok: false, problems }
  return { ok: true, config: toConfig(env), secrets: toSecrets(env, files.texts), warnings: warningsOf(env, Object.keys(set)) }
}

function toProblem(issue: z.core.$ZodIssue): string {
  return `${issue.path.join('.')} ${issue.message}`
}

const onlyExternal = ['TEMPORAL_API_KEY', 'TEMPORAL_TLS', 'TEMPORAL_TLS_CLIENT_CERT_PATH', 'TEMPORAL_TLS_SERVER_CA_CERT_PATH'] as const

function contradictionsOf(env: Environment): string[] {
  const problems: string[] = []
  if ((env.TEMPORAL_TLS_CLIENT_CERT_PATH === undefined) !== (env.TEMPORAL_TLS_CLIENT_KEY_PATH === undefined)) {
    problems.push('TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH must be set together')
  }
  const secured = onlyExternal.filter((name) => env[name] !== undefined)
  if (env.TEMPORAL_ADDRESS === undefined)
    problems.push(...secured.map((name) => `${name} needs TEMPORAL_ADDRESS: the embedded server has no TLS`))
  if (env.TEMPORAL_API_KEY !== undefined && env.TEMPORAL_TLS === false)
    problems.push('TEMPORAL_TLS must not be false when TEMPORAL_API_KEY is set: the key would travel in clear')
  problems.push(...retentionProblems(env), ...guessableSecrets(env))
  const policy = parseEgressPolicy({ allow: env.POSTHORN_EGRESS_ALLOW, local: localOf(env), allowHttp: env.POSTHORN_EGRESS_ALLOW_HTTP })
  if (!policy.ok) problems.push(`POSTHORN_EGRESS_ALLOW ${policy.reason}`)
  return problems
}

/** Those of the command line and of the tests are read elsewhere. */
const isOurs = (name: string): boolean => name.startsWith('POSTHORN_') && !/^POSTHORN_(URL|API_KEY|TEST_.*)$/.test(name)

function warningsOf(env: Environment, names: readonly string[]): string[] {
  const warnings = names
    .filter((name) => isOurs(name) && !(name in Environment.shape))
    .map((name) => `${name} is not a variable of Posthorn: it is ignored`)
  warnings.push(...warningsOfSecrets(env))
  if (localOf(env) === 'all')
    warnings.push(
      'POSTHORN_EGRESS_ALLOW_LOCAL_AND_METADATA=true: anybody who may register an endpoint can reach this machine, its network and its cloud credentials',
    )
  return warnings
}

function localOf(env: Environment): Config['egress']['local'] {
  const embedded = env.DATABASE_URL === undefined && env.TEMPORAL_ADDRESS === undefined
  const asked = env.POSTHORN_EGRESS_ALLOW_LOCAL_AND_METADATA ?? (embedded ? 'loopback' : 'false')
  return ({ false: 'deny', loopback: 'loopback', true: 'all' } as const)[asked]
}

function toConfig(env: Environment): Config {
  return {
    roles: env.POSTHORN_ROLES,
    logLevel: env.POSTHORN_LOG_LEVEL,
    nodeName: env.POSTHORN_NODE_NAME,
    http: {
      host: env.POSTHORN_HTTP_HOST,
      port: env.POSTHORN_HTTP_PORT,
      publicUrl: publicUrlOf(env),
      trustedProxies: env.POSTHORN_TRUSTED_PROXIES,
    },
    dataDir: resolve(env.POSTHORN_DATA_DIR),
    database: {
      embedded: env.DATABASE_URL === undefined,
      poolMax: env.POSTHORN_DATABASE_POOL_MAX,
      port: env.POSTHORN_EMBEDDED_POSTGRES_PORT,
      mayLose: env.POSTHORN_ALLOW_LOSSY_DATABASE,
    },
    temporal: toTemporalConfig(env),
    egress: {
      allow: env.POSTHORN_EGRESS_ALLOW,
      local: localOf(env),
      allowHttp: env.POSTHORN_EGRESS_ALLOW_HTTP,
      addresses: env.POSTHORN_EGRESS_ADDRESSES,
      dnsServers: env.POSTHORN_DNS_SERVERS,
    },
    limits: { bodyBytes: env.POSTHORN_BODY_LIMIT_BYTES },
    rateLimits: toRateLimits(env),
    activationCheck: env.POSTHORN_ACTIVATION_CHECK,
    approvalHours: env.POSTHORN_APPROVAL_HOURS,
    eventValidation: env.POSTHORN_EVENT_VALIDATION,
    cardData: { live: env.POSTHORN_PAN_GUARD_LIVE, test: env.POSTHORN_PAN_GUARD_TEST },
    engine: toEngineConfig(env),
    retention: toRetention(env),
  }
}

function publicUrlOf(env: Environment): string {
  const host = env.POSTHORN_HTTP_HOST.includes(':') ? `[${env.POSTHORN_HTTP_HOST}]` : env.POSTHORN_HTTP_HOST
  const everywhere = host === '0.0.0.0' || host === '[::]'
  return (env.POSTHORN_PUBLIC_URL ?? `http://${everywhere ? 'localhost' : host}:${env.POSTHORN_HTTP_PORT}`).replace(/\/$/, '')
}

const perAccountOf = (env: Environment): number =>
  env.POSTHORN_OPEN_ATTEMPTS_PER_ACCOUNT ?? Math.max(1, Math.floor(env.POSTHORN_OPEN_ATTEMPTS_PER_NODE / 4))

function toEngineConfig(env: Environment): EngineConfig {
  return {
    lifecycle: {
      failingAfterSeconds: env.POSTHORN_FAILING_AFTER_SECONDS,
      failingAfterFailures: env.POSTHORN_FAILING_AFTER_FAILURES,
      pauseFailingAfterDays: env.POSTHORN_PAUSE_FAILING_AFTER_DAYS,
    },
    batchMax: env.POSTHORN_BATCH_MAX,
    startsInFlight: env.POSTHORN_STARTS_IN_FLIGHT,
    ownWorkflowAfterMs: env.POSTHORN_OWN_WORKFLOW_AFTER_MS,
    scheduleFactor: 1 / env.POSTHORN_SCHEDULE_SPEED,
    attemptAhead: env.POSTHORN_ATTEMPT_AHEAD,
    openAttemptsPerNode: env.POSTHORN_OPEN_ATTEMPTS_PER_NODE,
    openAttemptsPerAccount: perAccountOf(env),
    openAttemptsPerHost: env.POSTHORN_OPEN_ATTEMPTS_PER_HOST ?? perAccountOf(env),
    openAttemptsPerSubscription: env.POSTHORN_OPEN_ATTEMPTS_PER_SUBSCRIPTION,
  }
}

function toSecrets(env: Environment, texts: PemTexts): Secrets {
  const { temporalTlsCa, temporalTlsCert, temporalTlsKey } = texts
  return {
    databaseUrl: env.DATABASE_URL ?? '',
    ...(env.POSTHORN_BOOTSTRAP_API_KEY !== undefined && { bootstrapApiKey: env.POSTHORN_BOOTSTRAP_API_KEY }),
    ...(env.TEMPORAL_API_KEY !== undefined && { temporalApiKey: env.TEMPORAL_API_KEY }),
    ...(env.POSTHORN_SEALING_KEY !== undefined && { sealingKeys: env.POSTHORN_SEALING_KEY }),
    ...(temporalTlsCa !== undefined && { temporalTlsCa }),
    ...(temporalTlsCert !== undefined && { temporalTlsCert }),
    ...(temporalTlsKey !== undefined && { temporalTlsKey }),
    egressProxy: toEgressProxy(env, texts),
  }
}
