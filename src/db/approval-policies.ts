import { type Kysely, sql } from 'kysely'
import type { SwitchableKind } from '../domain/four-eyes.js'
import type { Schema } from './schema.js'

/** Whose changes: those of an account in one environment. */
export interface PolicyPlace {
  readonly account: string
  readonly environment: 'test' | 'live'
}

/** What an account itself asks four eyes for; version 0 while it has never said anything. */
export interface PolicyRecord {
  readonly kinds: SwitchableKind[]
  readonly version: number
}

/** What a change in the account needs four eyes for, by its own policy or one above it; nothing when the account is out of reach. */
export async function requiredApprovals(query: Kysely<Schema>, { account, environment }: PolicyPlace): Promise<SwitchableKind[]> {
  const { rows } = await sql<{ kinds: SwitchableKind[] }>`select required_approvals(${account}, ${environment}) as kinds`.execute(query)
  return rows[0]?.kinds ?? []
}

export async function findPolicy(query: Kysely<Schema>, { account, environment }: PolicyPlace): Promise<PolicyRecord> {
  const row = await query
    .selectFrom('approval_policies')
    .select(['kinds', 'version'])
    .where('account_id', '=', account)
    .where('environment', '=', environment)
    .executeTakeFirst()
  return row ? { kinds: row.kinds as SwitchableKind[], version: row.version } : { kinds: [], version: 0 }
}

/** Replaces the policy; the account is locked. */
export async function putPolicy(
  tx: Kysely<Schema>,
  { account, environment }: PolicyPlace,
  { kinds, version }: PolicyRecord,
): Promise<void> {
  const set = { kinds, version, updated_at: sql<Date>`now()` }
  await tx
    .insertInto('approval_policies')
    .values({ account_id: account, environment, ...set })
    .onConflict((conflict) => conflict.columns(['account_id', 'environment']).doUpdateSet(set))
    .execute()
}
