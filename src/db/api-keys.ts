import { type Kysely, type Selectable, sql } from 'kysely'
import { capScopes, type ProjectRole } from '../domain/project-roles.js'
import type { Database } from './connect.js'
import { type Page, readCursor, toPage } from './page.js'
import { accountsWithin, isInProject, isWithin, type Reach } from './reach.js'
import type { ApiKeysTable, Schema } from './schema.js'

/** A key that works, as authentication needs it. */
export interface ApiKey {
  readonly keyId: string
  readonly accountId: string
  readonly environment: 'test' | 'live'
  /** The project it is bound to; null: none. */
  readonly project: string | null
  /** Whose key it is, if it is somebody's. */
  readonly member: string | null
  readonly scopes: readonly string[]
  /** Addresses and CIDR blocks it may be used from; any when empty. */
  readonly allowedAddresses: readonly string[]
}

/** A use is noted once in this time: not one write for each request. */
const usedEvery = sql`interval '1 minute'`

/** A key as it is now: of its scopes it has what the role of its member allows. */
export type WorkingKey = ApiKey & { readonly role: ProjectRole | null }

/** The key with this SHA-256, unless it is revoked or has expired, or its member is gone. The one query without an account: it finds the account. Notes the use. */
export async function findApiKey(db: Database, hash: Buffer): Promise<WorkingKey | undefined> {
  const row = await db.query
    .selectFrom('api_keys as k')
    .leftJoin('project_members as m', 'm.id', 'k.member_id')
    .select(['k.id', 'k.account_id', 'k.environment', 'k.project_id', 'k.member_id', 'k.scopes', 'm.role'])
    .select(sql<string[]>`k.allowed_addresses::text[]`.as('allowed_addresses'))
    .select(sql<boolean>`coalesce(k.last_used_at < now() - ${usedEvery}, true)`.as('unnoted'))
    .where('k.hash', '=', hash)
    .where('k.revoked_at', 'is', null)
    .where((eb) => eb.or([eb('k.expires_at', 'is', null), eb('k.expires_at', '>', sql<Date>`now()`)]))
    .where((eb) => eb.or([eb('k.member_id', 'is', null), eb('m.role', 'is not', null)]))
    .executeTakeFirst()
  if (!row) return undefined
  if (row.unnoted)
    await db.query
      .updateTable('api_keys')
      .set({ last_used_at: sql`now()` })
      .where('id', '=', row.id)
      .execute()
  const { id, account_id, environment, project_id, member_id, role, scopes, allowed_addresses } = row
  return {
    keyId: id,
    accountId: account_id,
    environment,
    project: project_id,
    member: member_id,
    role,
    scopes: role === null ? scopes : capScopes(scopes, role),
    allowedAddresses: allowed_addresses,
  }
}

export interface NewApiKey extends ApiKey {
  readonly name: string
  readonly hash: Buffer
  readonly expiresAt: string | null
  /** The key that made it. */
  readonly createdBy: string | null
}

/** Stores a key by its hash; false when it is there already. */
export async function ensureApiKey(query: Kysely<Schema>, key: NewApiKey): Promise<boolean> {
  const result = await query
    .insertInto('api_keys')
    .values({
      id: key.keyId,
      account_id: key.accountId,
      environment: key.environment,
      project_id: key.project,
      member_id: key.member,
      name: key.name,
      hash: key.hash,
      scopes: [...key.scopes],
      allowed_addresses: sql`${[...key.allowedAddresses]}::text[]::cidr[]`,
      expires_at: key.expiresAt === null ? null : new Date(key.expiresAt),
      created_by: key.createdBy,
      last_used_at: null,
      revoked_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** Whether the account has any key that works. */
export async function hasApiKey(query: Kysely<Schema>, accountId: string): Promise<boolean> {
  const row = await query
    .selectFrom('api_keys')
    .select('id')
    .where('account_id', '=', accountId)
    .where('revoked_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** A key as its owner sees it: never its value. */
export interface ApiKeyRecord {
  readonly id: string
  readonly account: string
  readonly project: string | null
  readonly member: string | null
  readonly name: string
  readonly environment: 'test' | 'live'
  readonly scopes: string[]
  readonly allowedAddresses: string[]
  readonly createdAt: string
  readonly createdBy: string | null
  readonly expiresAt: string | null
  readonly lastUsedAt: string | null
  readonly revokedAt: string | null
}

type Row = Omit<Selectable<ApiKeysTable>, 'hash'>

const shown = (query: Kysely<Schema>, reach: Reach) =>
  query
    .selectFrom('api_keys as k')
    .select([
      'k.id',
      'k.account_id',
      'k.project_id',
      'k.member_id',
      'k.name',
      'k.environment',
      'k.scopes',
      'k.created_at',
      'k.created_by',
      'k.expires_at',
      'k.last_used_at',
      'k.revoked_at',
    ])
    .select(sql<string[]>`k.allowed_addresses::text[]`.as('allowed_addresses'))
    .where(isInProject('k.project_id', reach))

function toApiKey(row: Row): ApiKeyRecord {
  return {
    id: row.id,
    account: row.account_id,
    project: row.project_id,
    member: row.member_id,
    name: row.name,
    environment: row.environment,
    scopes: row.scopes,
    allowedAddresses: row.allowed_addresses,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    expiresAt: row.expires_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
  }
}

/** Undefined when there is none within reach. */
export async function getApiKey(query: Kysely<Schema>, id: string, reach: Reach): Promise<ApiKeyRecord | undefined> {
  const row = await shown(query, reach).where('k.id', '=', id).where(isWithin('k.account_id', reach.accountId)).executeTakeFirst()
  return row && toApiKey(row)
}

export interface ApiKeyFilter {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly account?: string | undefined
  readonly project?: string | undefined
}

/** Newest first; undefined when the cursor is not one of this list. */
export async function listApiKeys(
  query: Kysely<Schema>,
  { limit, cursor, account, project }: ApiKeyFilter,
  reach: Reach,
): Promise<Page<ApiKeyRecord> | undefined> {
  const position = cursor === undefined ? [] : readCursor(cursor, [/^key_\w{1,60}$/])
  if (!position) return undefined
  const [before] = position
  const rows = await shown(query, reach)
    .where('k.account_id', 'in', sql<string>`${accountsWithin(reach, account)}`)
    .$if(project !== undefined, (list) => list.where('k.project_id', '=', project ?? ''))
    .$if(before !== undefined, (list) => list.where('k.id', '<', before ?? ''))
    .orderBy('k.id', 'desc')
    .limit(limit + 1)
    .execute()
  return toPage(rows, limit, { toItem: toApiKey, positionOf: ({ id }) => [id] })
}

/** Ends a key for good; false when it had ended. */
export async function revokeApiKey(tx: Kysely<Schema>, { id, account }: { id: string; account: string }): Promise<boolean> {
  const result = await tx
    .updateTable('api_keys')
    .set({ revoked_at: sql`now()` })
    .where('id', '=', id)
    .where('account_id', '=', account)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Whose keys: those of a project, or of one of its members. */
export type KeysOf = { readonly account: string } & ({ readonly project: string } | { readonly member: string })

/** Ends all of somebody's keys for good; returns which. */
export async function revokeKeysOf(tx: Kysely<Schema>, { account, ...of }: KeysOf): Promise<string[]> {
  const rows = await tx
    .updateTable('api_keys')
    .set({ revoked_at: sql`now()` })
    .where('project' in of ? 'project_id' : 'member_id', '=', 'project' in of ? of.project : of.member)
    .where('account_id', '=', account)
    .where('revoked_at', 'is', null)
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}
