import pg from 'pg'
import { measure } from '../measure.js'
import { eventTypesOf, type Stage } from '../stage.js'
import type { Scale } from './spine.js'
import { inTurns, type MeasuredTurns } from './turns.js'

/** 48 publishers without pause, in turns without and with row-level security: what the isolation of tenants costs. */
export async function rowSecurity(stage: Stage, scale: Scale): Promise<MeasuredTurns> {
  const database = new pg.Client({ connectionString: stage.databaseUrl })
  await database.connect()
  try {
    const tables = await protectedTables(database)
    return await inTurns(async (isOn) => {
      for (const table of tables) await database.query(`alter table ${table} ${isOn ? 'enable' : 'disable'} row level security`)
      const load = { eventTypes: eventTypesOf('ok'), events: scale(5_000), publishers: 48, perRequest: 1 } as const
      return (await measure(stage, { ...load, scenario: isOn ? 'row-security' : 'no-row-security' })).measured
    })
  } finally {
    await database.end()
  }
}

async function protectedTables(database: pg.Client): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>('select oid::regclass::text as name from pg_class where relrowsecurity')
  return rows.map(({ name }) => name)
}
