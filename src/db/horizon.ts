import { type Kysely, sql } from 'kysely'
import type { Schema } from './schema.js'

/** How long after the moment it is dated a publish begins its transaction at the latest: it waits up to 8 s for a connection. */
export const UNBEGUN_MS = 10_000

/**
 * Until when what was published is all there to be read, by statements that begin after this one. A publish is dated by
 * its node and committed later: what is younger than this may still appear, also between what is already seen.
 */
export async function settledUntil(tx: Kysely<Schema>): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`select oldest_write() - ${UNBEGUN_MS} * interval '1 millisecond' as at`.execute(tx)
  if (!rows[0]) throw new Error('no answer from oldest_write()')
  return rows[0].at
}
