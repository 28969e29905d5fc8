import { sql } from 'kysely'
import type { Database } from './connect.js'

/** The settings of the server under which a commit, or the whole database, may be lost when it crashes: `fsync = off`. */
export async function findLossySettings({ query }: Pick<Database, 'query'>): Promise<string[]> {
  const { rows } = await sql<{ setting: string }>`
    select name || ' = ' || setting as setting from pg_settings
    where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off' order by name`.execute(query)
  return rows.map(({ setting }) => setting)
}
