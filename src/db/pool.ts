import pg from 'pg'
import { createSilence, type Silence, TICK_MS } from './silence.js'

export interface PoolOptions {
  readonly connectionString: string
  readonly poolMax: number
  readonly onError: (error: Error) => void
}

/** A connection must be had within this time, so that a caller hears of a dead database within a second. */
const CONNECT_MS = 800
/** A pool that is busy is not dead: waiting for a connection of it may take longer than making one. */
const POOL_WAIT_MS = 8_000
const STATEMENT_MS = 10_000
/** A machine under load takes its time: nobody waits for this. */
const PROBE_MS = 5_000

/**
 * When Postgres has stopped answering (it is stopped, or the network swallows what is sent), whoever waits for it
 * hears so within a second, and whoever asks before it is back at once. What they have asked for may still be done.
 */
export function openPool({ connectionString, poolMax, onError }: PoolOptions): { pool: pg.Pool; stopListening: () => void } {
  const open = new Set<pg.Client>()
  const silence = createSilence({
    isAwaited: () => pool.totalCount > pool.idleCount || pool.waitingCount > 0,
    probe() {
      void isAnswering(connectionString).then((answers) => {
        if (answers) silence.end()
      })
    },
    // The idle ones, too: nobody knows what has become of them.
    onSilent() {
      for (const { connection } of open) connection.stream.destroy(unanswered())
    },
  })
  const pool = new pg.Pool({
    connectionString,
    max: poolMax,
    Client: promptClient(silence, open),
    connectionTimeoutMillis: POOL_WAIT_MS,
    idleTimeoutMillis: 0,
    query_timeout: STATEMENT_MS,
    application_name: 'posthorn',
    keepAlive: true,
  })
  pool.on('error', onError)
  // Of a connection that is in use the query hears; without a listener its loss would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const ticking = setInterval(silence.tick, TICK_MS).unref()
  return {
    pool,
    stopListening: () => {
      clearInterval(ticking)
    },
  }
}

/** Clients that hear Postgres answer, and that connect to nothing while it does not. */
function promptClient(silence: Silence, open: Set<pg.Client>): new (config?: pg.ClientConfig) => pg.Client {
  return class extends pg.Client {
    constructor(config?: pg.ClientConfig) {
      super({ ...config, connectionTimeoutMillis: CONNECT_MS })
      this.connection.on('readyForQuery', silence.end)
    }

    override connect(): Promise<pg.Client>
    override connect(onConnected: (error: Error) => void): void
    override connect(onConnected?: (error: Error) => void): Promise<pg.Client> | undefined {
      if (onConnected === undefined) return super.connect()
      if (silence.isSilent()) {
        process.nextTick(onConnected, unanswered())
        return undefined
      }
      open.add(this.once('end', () => open.delete(this)))
      super.connect(onConnected)
      return undefined
    }
  }
}

const unanswered = (): Error => new Error('Postgres does not answer')

/** Whether Postgres says anything at all, on a new connection: an error is an answer, too. */
async function isAnswering(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: PROBE_MS, query_timeout: PROBE_MS })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch (error) {
    return error instanceof pg.DatabaseError
  } finally {
    void client.end().catch(() => undefined)
  }
}
