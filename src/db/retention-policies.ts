import { type Kysely, sql } from 'kysely'
import type { RetentionClass, RetentionWish } from '../domain/retention.js'
import type { Schema } from './schema.js'

/** What an account itself says; version 0 while it has never said anything. */
export interface RetentionPolicyRecord {
  readonly own: RetentionWish
  readonly version: number
}

interface Row {
  readonly payload_days: number | null
  readonly attempt_bodies_days: number | null
  readonly metadata_days: number | null
}

const toWish = (row: Row | undefined): RetentionWish => ({
  metadata: row?.metadata_days ?? null,
  payload: row?.payload_days ?? null,
  attemptBodies: row?.attempt_bodies_days ?? null,
})

export async function findRetentionPolicy(tx: Kysely<Schema>, account: string): Promise<RetentionPolicyRecord> {
  const row = await tx.selectFrom('retention_policies').selectAll().where('account_id', '=', account).executeTakeFirst()
  return { own: toWish(row), version: row?.version ?? 0 }
}

/** What the accounts above say, the nearest first; of those beyond reach, too. Nothing of an account that is out of reach itself. */
export async function inheritedRetention(tx: Kysely<Schema>, account: string): Promise<RetentionWish> {
  const { rows } = await sql<Row>`select * from nearest_retention(${account}, 1)`.execute(tx)
  return toWish(rows[0])
}

/** Replaces the policy; the account is locked. */
export async function putRetentionPolicy(tx: Kysely<Schema>, account: string, { own, version }: RetentionPolicyRecord): Promise<void> {
  const days = { payload_days: own.payload, attempt_bodies_days: own.attemptBodies, metadata_days: own.metadata }
  const set = { ...days, version, updated_at: sql<Date>`now()` }
  await tx
    .insertInto('retention_policies')
    .values({ account_id: account, ...set })
    .onConflict((conflict) => conflict.column('account_id').doUpdateSet(set))
    .execute()
}

/** Most events that are counted of each class. */
export const MOST_COUNTED = 10_000

const columns: Readonly<Record<RetentionClass, string>> = {
  metadata: 'metadata_days',
  payload: 'payload_days',
  attemptBodies: 'attempt_bodies_days',
}

const kept: Readonly<Record<RetentionClass, ReturnType<typeof sql>>> = {
  metadata: sql`true`,
  payload: sql`v.payload_removed_at is null`,
  attemptBodies: sql`exists (
    select from notifications n join attempts t on t.notification_id = n.id
    where coalesce(n.event_account_id, n.account_id) = v.account_id and n.event_id = v.id and t.response_body is not null)`,
}

/**
 * How many events would lose a class if an account kept it for so many days: its own, and those of the accounts below that
 * say nothing themselves. At most one more than are counted; 0 days: none.
 */
export async function countExpired(
  tx: Kysely<Schema>,
  account: string,
  { kind, days }: { kind: RetentionClass; days: number },
): Promise<number> {
  if (days === 0) return 0
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (
      select from account_paths p
      cross join lateral (
        select from events v
        where v.account_id = p.account_id and v.created_at < now() - ${days} * interval '1 day' and ${kept[kind]} and not exists (
          select from notifications n where coalesce(n.event_account_id, n.account_id) = v.account_id and n.event_id = v.id
            and n.state in ('pending', 'retrying', 'held'))
        limit ${MOST_COUNTED + 1}
      ) found
      where p.ancestor_id = ${account} and not exists (
        select from account_paths q join retention_policies r on r.account_id = q.ancestor_id
        where q.account_id = p.account_id and q.depth < p.depth and ${sql.ref(`r.${columns[kind]}`)} is not null)
      limit ${MOST_COUNTED + 1}
    ) counted`.execute(tx)
  return rows[0]?.count ?? 0
}
