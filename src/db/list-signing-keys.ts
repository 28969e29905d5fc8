import { type Kysely, sql } from 'kysely'
import type { JwsAlgorithm } from '../crypto/signing-key.js'
import type { KeyState } from '../domain/key-rotation-types.js'
import { type Page, readCursor, toPage } from './page.js'
import { accountsWithin, isWithin, type Reach } from './reach.js'
import type { Schema } from './schema.js'
import { shownColumns, type SigningKeyRecord, toKeyRecord } from './signing-keys.js'

/** With the time from which on another key signs instead of an active one; null: none is to. */
export interface ShownKey extends SigningKeyRecord {
  readonly replacedAt: Date | null
}

const shown = (query: Kysely<Schema>, { environment }: Pick<Reach, 'environment'>) =>
  query
    .selectFrom('signing_keys as k')
    .select(shownColumns.map((column) => `k.${column}` as const))
    .select('k.sequence')
    .select((eb) =>
      eb
        .selectFrom('signing_keys as n')
        .select('n.activates_at')
        .whereRef('n.account_id', '=', 'k.account_id')
        .whereRef('n.environment', '=', 'k.environment')
        .whereRef('n.alg', '=', 'k.alg')
        .where('n.state', '=', 'next')
        .where('k.state', '=', 'active')
        .as('replaced_at'),
    )
    .where('k.environment', '=', environment)

type Row = Parameters<typeof toKeyRecord>[0] & { readonly replaced_at: Date | null }

const toShown = (row: Row): ShownKey => ({ ...toKeyRecord(row), replacedAt: row.replaced_at })

/** Undefined when there is none within reach. */
export async function findKey(query: Kysely<Schema>, kid: string, reach: Reach): Promise<ShownKey | undefined> {
  const row = await shown(query, reach).where('k.kid', '=', kid).where(isWithin('k.account_id', reach.accountId)).executeTakeFirst()
  return row && toShown(row)
}

export interface KeyFilter {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly account?: string | undefined
  readonly state?: KeyState | undefined
  readonly alg?: JwsAlgorithm | undefined
}

/** Newest first; undefined when the cursor is not one of this list. */
export async function listKeys(
  query: Kysely<Schema>,
  { limit, cursor, account, state, alg }: KeyFilter,
  reach: Reach,
): Promise<Page<ShownKey> | undefined> {
  const position = cursor === undefined ? [] : readCursor(cursor, [/^\d{1,18}$/])
  if (!position) return undefined
  const [before] = position
  const rows = await shown(query, reach)
    .where('k.account_id', 'in', sql<string>`${accountsWithin(reach, account)}`)
    .$if(state !== undefined, (list) => list.where('k.state', '=', state ?? 'active'))
    .$if(alg !== undefined, (list) => list.where('k.alg', '=', alg ?? 'ES256'))
    .$if(before !== undefined, (list) => list.where('k.sequence', '<', before ?? ''))
    .orderBy('k.sequence', 'desc')
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, { toItem: toShown, positionOf: ({ sequence }) => [sequence] })
}
