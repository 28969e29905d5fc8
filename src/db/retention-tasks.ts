import { type RawBuilder, sql } from 'kysely'
import type { RetentionClass, RetentionDays } from '../domain/retention.js'
import type { Database } from './connect.js'

/** What is published in an account before this moment does not keep this class. */
export interface RetentionTask {
  readonly account: string
  readonly class: RetentionClass
  /** As Postgres writes it. */
  readonly before: string
}

const ago = (days: RawBuilder<unknown>, platform: number): RawBuilder<Date | null> =>
  sql`now() - nullif(coalesce(${days}, ${platform}::int), 0) * interval '1 day'`

/** Joins to an account, as `c`, until when its events do not keep each class; null: for ever. What goes with the metadata goes with it. */
export const cutoffsOf = (account: RawBuilder<unknown>, platform: RetentionDays): RawBuilder<unknown> => sql`
  cross join lateral nearest_retention(${account}, 0) d
  cross join lateral (select ${ago(sql`d.metadata_days`, platform.metadata)} as before) m
  cross join lateral (values
    (1, 'metadata', m.before),
    (2, 'payload', greatest(m.before, ${ago(sql`d.payload_days`, platform.payload)})),
    (3, 'attemptBodies', greatest(m.before, ${ago(sql`d.attempt_bodies_days`, platform.attemptBodies)}))) c(turn, class, before)`

/** Whether anybody wants anything to be removed at all. */
export async function isRetentionAsked(db: Database, platform: RetentionDays): Promise<boolean> {
  if (Object.values(platform).some((days) => days > 0)) return true
  const { rows } = await sql`select from retention_policies limit 1`.execute(db.query)
  return rows.length > 0
}

/** Accounts after this one, in the order of their ids. */
export async function nextAccounts(db: Database, after: string, limit: number): Promise<string[]> {
  const rows = await db.query.selectFrom('accounts').select('id').where('id', '>', after).orderBy('id').limit(limit).execute()
  return rows.map(({ id }) => id)
}

/** What there is to remove in these accounts, in their order; the metadata first. */
export async function findTasks(db: Database, accounts: readonly string[], platform: RetentionDays): Promise<RetentionTask[]> {
  const { rows } = await tasksQuery(accounts, platform).execute(db.query)
  return rows
}

export const tasksQuery = (accounts: readonly string[], platform: RetentionDays): RawBuilder<RetentionTask & { oldest: Date }> => sql<
  RetentionTask & { oldest: Date }
>`
  select a.id as account, c.class, c.before::text as before, next.created_at as oldest
  from unnest(${accounts}::text[]) a(id) ${cutoffsOf(sql`a.id`, platform)}
  left join retention_marks k on k.account_id = a.id and k.class = c.class
  cross join lateral (
    select v.created_at from events v
    where v.account_id = a.id and (v.created_at, v.id) > (coalesce(k.scanned_at, '-infinity'), coalesce(k.scanned_event, ''))
      and v.created_at < c.before
    order by v.created_at, v.id limit 1) next
  order by a.id, c.turn`

/** For how long the oldest event that is to lose something has been so, in seconds; 0 when there is none. */
export async function longestOverdue(db: Database, accounts: readonly string[], platform: RetentionDays): Promise<number> {
  const { rows } = await sql<{ seconds: number }>`
    select coalesce(max(extract(epoch from t.before::timestamptz - t.oldest)), 0)::float as seconds
    from (${tasksQuery(accounts, platform)}) t`.execute(db.query)
  return rows[0]?.seconds ?? 0
}
