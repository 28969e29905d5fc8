import { sql } from 'kysely'
import type { Database } from './connect.js'

/** Registers or renews the lease of a node; how many nodes live, that one included. */
export async function renewLease(db: Database, { id, name }: { id: string; name: string }): Promise<number> {
  const { rows } = await sql<{ live: number }>`
    with mine as (
      insert into nodes (id, name) values (${id}, ${name}) on conflict (id) do update set renewed_at = now() returning id
    )
    select (select count(*) from mine)::int
      + (select count(*) from nodes where id <> ${id} and renewed_at > now() - interval '10 seconds')::int as live`.execute(db.query)
  return rows[0]?.live ?? 1
}

/** Gives the lease up: what the node accepted and did not start is taken over at once. */
export async function endLease(db: Database, id: string): Promise<void> {
  await db.query.deleteFrom('nodes').where('id', '=', id).execute()
}

/** Forgets nodes whose lease ended long ago; their notifications count as without a living owner. */
export async function forgetDeadNodes(db: Database): Promise<void> {
  await db.query
    .deleteFrom('nodes')
    .where('renewed_at', '<', sql<Date>`now() - interval '1 hour'`)
    .execute()
}
