import { type Kysely, sql } from 'kysely'
import type { Schema } from './schema.js'
import { type Found, type FoundRow, foundColumns, toFound } from './sweep.js'

const open = (subscriptions: readonly string[]) =>
  sql`n.subscription_id = any(${subscriptions}::text[]) and n.state in ('pending', 'retrying', 'held')`

/** How many notifications of the subscriptions have not ended. */
export async function countOpen(query: Kysely<Schema>, subscriptions: readonly string[]): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from notifications n where ${open(subscriptions)}`.execute(
    query,
  )
  return rows[0]?.count ?? 0
}

/** Ends all notifications of the subscriptions that have not ended, without another attempt. */
export async function cancelOpen(tx: Kysely<Schema>, subscriptions: readonly string[]): Promise<Found[]> {
  const { rows } = await sql<FoundRow>`
    update notifications n set state = 'cancelled', held_by = null, next_attempt_at = null, updated_at = now()
    where ${open(subscriptions)} returning ${foundColumns}`.execute(tx)
  return rows.map(toFound)
}
