import { sql } from 'kysely'
import type { Database } from './connect.js'

/** Registers or renews the lease of a node. */
export async function renewLease(db: Database, node: { id: string; name: string }): Promise<void> {
  await db.query
    .insertInto('nodes')
    .values({ id: node.id, name: node.name })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ renewed_at: sql`now()` }))
    .execute()
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
