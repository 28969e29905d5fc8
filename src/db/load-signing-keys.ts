import { sql } from 'kysely'
import type { JwsAlgorithm } from '../crypto/signing-key.js'
import type { Database } from './connect.js'

/** A key that signs, as it is stored. */
export interface SealedKey {
  readonly kid: string
  /** Whose it is. */
  readonly accountId: string
  /** For `signingKeyPlace(accountId, kid)`. */
  readonly sealed: Buffer
}

export interface SignerOf {
  readonly accountId: string
  readonly environment: 'test' | 'live'
  readonly alg: JwsAlgorithm
}

/** What signs for an account: its own key or, without one, that of the nearest account above. */
export async function findSigner(db: Database, { accountId, environment, alg }: SignerOf): Promise<SealedKey | undefined> {
  const { rows } = await sql<SealedKey>`
    select k.kid, k.account_id as "accountId", k.sealed
    from account_paths p join signing_keys k on k.account_id = p.ancestor_id
    where p.account_id = ${accountId} and k.environment = ${environment} and k.alg = ${alg} and k.state = 'active'
    order by p.depth limit 1`.execute(db.query)
  return rows[0]
}

/** Another number after every change of any key, and after every move of an account. */
export async function readKeyEpoch(db: Database): Promise<string> {
  return (await db.query.selectFrom('signing_key_epoch').select('epoch').executeTakeFirstOrThrow()).epoch
}

export async function noteKeyUse(db: Database, kid: string): Promise<void> {
  await db.query
    .updateTable('signing_keys')
    .set({ last_used_at: sql`now()` })
    .where('kid', '=', kid)
    .execute()
}
