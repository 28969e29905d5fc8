import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Schema } from './schema.js'

export interface Database {
  /** Typed queries. */
  readonly query: Kysely<Schema>
  /** Prepared multi-row statements of the hot path. */
  readonly pool: pg.Pool
  /** Makes the connections, so that the first callers do not wait for them. Throws when Postgres cannot be reached. */
  warm(): Promise<void>
  close(): Promise<void>
}

export interface ConnectOptions {
  readonly connectionString: string
  readonly poolMax: number
  readonly onError: (error: Error) => void
}

/** A connection must be had within this time, so that a caller hears of a dead database within a second. */
const CONNECT_MS = 800
/** A pool that is busy is not dead: waiting for a connection of it may take longer than making one. */
const POOL_WAIT_MS = 8_000
const STATEMENT_MS = 10_000

class PromptClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super({ ...config, connectionTimeoutMillis: CONNECT_MS })
  }
}

/** Whatever the pool's sessions do, they do in this role: a connection that cannot take it fails. */
function inRole(connectionString: string, role: string): string {
  const url = new URL(connectionString)
  url.searchParams.set('options', `${url.searchParams.get('options') ?? ''} -c role=${role}`.trim())
  return url.href
}

/** Opens the pool. Its connections stay open: to make one costs more than to use it. */
export function connect(options: ConnectOptions): Database {
  const pool = new pg.Pool({
    connectionString: inRole(options.connectionString, 'posthorn_engine'),
    max: options.poolMax,
    Client: PromptClient,
    connectionTimeoutMillis: POOL_WAIT_MS,
    idleTimeoutMillis: 0,
    query_timeout: STATEMENT_MS,
    application_name: 'posthorn',
    keepAlive: true,
  })
  pool.on('error', options.onError)
  // Of a connection that is in use the query hears; without a listener its loss would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const query = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  return {
    query,
    pool,
    async warm() {
      await Promise.all(Array.from({ length: options.poolMax }, () => pool.query('select 1')))
    },
    close: () => query.destroy(),
  }
}
