import pg from 'pg'
import { measure, type Measured, meanOf } from '../measure.js'
import { eventTypesOf, type Stage } from '../stage.js'
import type { Scale } from './spine.js'

export interface MeasuredRowSecurity {
  readonly runs: readonly Measured[]
  /** Deliveries a second by those without row-level security. */
  readonly throughputRatio: number
  readonly cpuRatio: number
}

/** 48 publishers without pause, in turns without and with row-level security: what the isolation of tenants costs. */
export async function rowSecurity(stage: Stage, scale: Scale): Promise<MeasuredRowSecurity> {
  const database = new pg.Client({ connectionString: stage.databaseUrl })
  await database.connect()
  try {
    const tables = await protectedTables(database)
    const run = async (isOn: boolean): Promise<Measured> => {
      for (const table of tables) await database.query(`alter table ${table} ${isOn ? 'enable' : 'disable'} row level security`)
      const load = { eventTypes: eventTypesOf('ok'), events: scale(5_000), publishers: 48, perRequest: 1 } as const
      return (await measure(stage, { ...load, scenario: isOn ? 'row-security' : 'no-row-security' })).measured
    }
    // off, on, on, off: a database that grows and a host that slows down meet both alike
    const off = [await run(false)]
    const on = [await run(true), await run(true)]
    off.push(await run(false))
    const ratioOf = (of: (run: Measured) => number): number => meanOf(on.map(of)) / meanOf(off.map(of))
    return {
      runs: [...off, ...on],
      throughputRatio: ratioOf((run) => run.deliveriesPerSecond),
      cpuRatio: ratioOf((run) => run.cpuMsPerEvent),
    }
  } finally {
    await database.end()
  }
}

async function protectedTables(database: pg.Client): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>('select oid::regclass::text as name from pg_class where relrowsecurity')
  return rows.map(({ name }) => name)
}
