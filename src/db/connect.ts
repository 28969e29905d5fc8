import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Schema } from './schema.js'

export interface Database {
  /** Typed queries. */
  readonly query: Kysely<Schema>
  /** Prepared multi-row statements of the hot path. */
  readonly pool: pg.Pool
  close(): Promise<void>
}

export interface ConnectOptions {
  readonly connectionString: string
  readonly poolMax: number
  readonly onError: (error: Error) => void
}

/**
 * Opens the pool. A connection must be had within 800 ms, so that a caller hears of a dead database
 * within a second; a statement may take 10 s.
 */
export function connect(options: ConnectOptions): Database {
  const pool = new pg.Pool({
    connectionString: options.connectionString,
    max: options.poolMax,
    connectionTimeoutMillis: 800,
    query_timeout: 10_000,
    application_name: 'posthorn',
    keepAlive: true,
  })
  pool.on('error', options.onError)
  // Of a connection that is in use the query hears; without a listener its loss would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const query = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  return { query, pool, close: () => query.destroy() }
}
