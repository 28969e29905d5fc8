import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import { openPool, type PoolOptions } from './pool.js'
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

/** Whatever the pool's sessions do, they do in this role: a connection that cannot take it fails. */
function inRole(connectionString: string, role: string): string {
  const url = new URL(connectionString)
  url.searchParams.set('options', `${url.searchParams.get('options') ?? ''} -c role=${role}`.trim())
  return url.href
}

/** Opens the pool. Its connections stay open: to make one costs more than to use it. */
export function connect(options: PoolOptions): Database {
  const { pool, stopListening } = openPool({ ...options, connectionString: inRole(options.connectionString, 'posthorn_engine') })
  const query = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  return {
    query,
    pool,
    async warm() {
      await Promise.all(Array.from({ length: options.poolMax }, () => pool.query('select 1')))
    },
    async close() {
      stopListening()
      await query.destroy()
    },
  }
}
