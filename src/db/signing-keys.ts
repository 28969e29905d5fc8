import { type Kysely, type Selectable, sql } from 'kysely'
import { type JwsAlgorithm, type PublicJwk, type SigningKey, toPkcs8, toPublicJwk } from '../crypto/signing-key.js'
import type { Sealer } from '../crypto/seal.js'
import type { RotatingKey } from '../domain/key-rotation.js'
import type { KeyPlace } from '../domain/key-rotation-types.js'
import type { Schema } from './schema.js'
import { signingKeyPlace } from './secret-place.js'
import type { SigningKeysTable } from './signing-key-tables.js'

/** A key as its owner sees it: never its private half. */
export interface SigningKeyRecord extends RotatingKey, KeyPlace {
  readonly alg: JwsAlgorithm
  readonly jwk: PublicJwk
  readonly imported: boolean
  readonly createdAt: Date
  readonly createdBy: string | null
  /** Of its state. */
  readonly since: Date
  readonly lastUsedAt: Date | null
}

type Row = Omit<Selectable<SigningKeysTable>, 'sealed' | 'sequence'>

export const shownColumns = [
  'kid',
  'account_id',
  'environment',
  'alg',
  'state',
  'jwk',
  'imported',
  'created_at',
  'created_by',
  'since',
  'activates_at',
  'retires_at',
  'retain_seconds',
  'last_used_at',
] as const satisfies (keyof SigningKeysTable)[]

export const toKeyRecord = (row: Row): SigningKeyRecord => ({
  kid: row.kid,
  account: row.account_id,
  environment: row.environment,
  alg: row.alg,
  state: row.state,
  jwk: row.jwk as PublicJwk,
  imported: row.imported,
  createdAt: row.created_at,
  createdBy: row.created_by,
  since: row.since,
  activatesAt: row.activates_at,
  retiresAt: row.retires_at,
  retainSeconds: row.retain_seconds,
  lastUsedAt: row.last_used_at,
})

/** Lets one change at a time decide about the keys of a place; to be asked for first. */
export async function lockKeys(tx: Kysely<Schema>, { account, environment, alg }: KeyPlace): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('posthorn signing_keys'), hashtext(${`${account} ${environment} ${alg}`}))`.execute(tx)
}

/** The keys of a place that something is still to become of. */
export async function openKeys(tx: Kysely<Schema>, { account, environment, alg }: KeyPlace): Promise<SigningKeyRecord[]> {
  const rows = await tx
    .selectFrom('signing_keys')
    .select(shownColumns)
    .where('account_id', '=', account)
    .where('environment', '=', environment)
    .where('alg', '=', alg as JwsAlgorithm)
    .where('state', 'in', ['next', 'active', 'retiring'])
    .orderBy('sequence')
    .execute()
  return rows.map(toKeyRecord)
}

export interface NewKey {
  readonly key: SigningKey
  readonly account: string
  readonly environment: KeyPlace['environment']
  readonly state: 'next' | 'active'
  readonly imported: boolean
  readonly createdBy: string | null
  readonly activatesAt: Date | null
  readonly retainSeconds: number
}

/** Stores a key, its private half sealed; false when there is one of this name, whoever's. */
export async function insertKey(tx: Kysely<Schema>, sealer: Sealer, { key, account, ...made }: NewKey): Promise<boolean> {
  const result = await tx
    .insertInto('signing_keys')
    .values({
      kid: key.kid,
      account_id: account,
      environment: made.environment,
      alg: key.alg,
      state: made.state,
      jwk: JSON.stringify(toPublicJwk(key)),
      sealed: sealer.seal(toPkcs8(key), signingKeyPlace(account, key.kid)),
      imported: made.imported,
      created_by: made.createdBy,
      activates_at: made.activatesAt,
      retires_at: null,
      retain_seconds: made.retainSeconds,
    })
    .onConflict((conflict) => conflict.column('kid').doNothing())
    .executeTakeFirst()
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n
}
