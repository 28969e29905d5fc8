import { sql } from 'kysely'
import type { JwsAlgorithm, PublicJwk } from '../crypto/signing-key.js'
import type { KeyPlace } from '../domain/key-rotation-types.js'
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

/** What an account alone signs with: its own key; undefined without one. */
export async function findOwnSigner(db: Database, { accountId, environment, alg }: SignerOf): Promise<SealedKey | undefined> {
  const { rows } = await sql<SealedKey>`
    select k.kid, k.account_id as "accountId", k.sealed from signing_keys k
    where k.account_id = ${accountId} and k.environment = ${environment} and k.alg = ${alg} and k.state = 'active'`.execute(db.query)
  return rows[0]
}

/** Another number after every change of any key, and after every move of an account. */
export async function readKeyEpoch(db: Database): Promise<string> {
  return (await db.query.selectFrom('signing_key_epoch').select('epoch').executeTakeFirstOrThrow()).epoch
}

/** Whether a key is in the JWKS of an account, with those of the accounts above; false when there is none of this name. */
export async function isPublishedKey(db: Database, accountId: string, kid: string): Promise<boolean> {
  const { rows } = await sql`
    select from account_paths p join signing_keys k on k.account_id = p.ancestor_id
    where p.account_id = ${accountId} and k.kid = ${kid} and k.state in ('next', 'active', 'retiring')`.execute(db.query)
  return rows.length > 0
}

export async function noteKeyUse(db: Database, kid: string): Promise<void> {
  await db.query
    .updateTable('signing_keys')
    .set({ last_used_at: sql`now()` })
    .where('kid', '=', kid)
    .execute()
}

export interface KeySetOf extends Pick<KeyPlace, 'account' | 'environment'> {
  /** Without the keys of the accounts above, which sign for others as well. */
  readonly ownOnly: boolean
}

/** The published keys of an account and of those above, its own first; undefined when there is no such account. */
export async function loadPublishedKeys(db: Database, { account, environment, ownOnly }: KeySetOf): Promise<PublicJwk[] | undefined> {
  const { rows } = await sql<{ jwk: PublicJwk | null }>`
    select k.jwk
    from account_paths p left join signing_keys k
      on k.account_id = p.ancestor_id and k.environment = ${environment} and k.state in ('next', 'active', 'retiring')
    where p.account_id = ${account} and (p.depth = 0 or not ${ownOnly})
    order by p.depth, k.sequence desc`.execute(db.query)
  return rows.length === 0 ? undefined : rows.flatMap(({ jwk }) => jwk ?? [])
}

/** Places with a change that should have been made some seconds ago. */
export async function findOverdueKeys(db: Database, limit: number): Promise<KeyPlace[]> {
  const { rows } = await sql<KeyPlace>`
    select distinct account_id as account, environment, alg from signing_keys
    where state in ('next', 'retiring') and coalesce(activates_at, retires_at) < now() - interval '5 seconds' limit ${limit}`.execute(
    db.query,
  )
  return rows
}
