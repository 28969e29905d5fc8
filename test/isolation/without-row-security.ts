import type { Posthorn } from '../helpers/posthorn.js'

const protectedTables = "select relname from pg_class where relnamespace = 'public'::regnamespace and relrowsecurity"

/** Takes row-level security off every table: what a test of isolation must see then is a leak. */
export async function withoutRowSecurity({ query }: Pick<Posthorn, 'query'>): Promise<void> {
  for (const { relname } of await query(protectedTables)) await query(`alter table ${String(relname)} disable row level security`)
}
