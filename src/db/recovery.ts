import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Schedule } from '../domain/delivery-types.js'
import type { Database } from './connect.js'
import type { Schema } from './schema.js'

/** A subscription that is marked as failing, as its recovery needs it. */
export interface Recovering {
  readonly id: string
  readonly account: string
  readonly failingSince: Date
  readonly nextProbeAt: Date | null
  readonly probes: number
  readonly schedule: Schedule
  readonly deadlineSeconds: number | null
}

/** Undefined when it is failing no more, or not active. */
export async function loadRecovering(db: Database, id: string): Promise<Recovering | undefined> {
  const row = await db.query
    .selectFrom('subscriptions')
    .select(['id', 'account_id', 'failing_since', 'next_probe_at', 'probes', 'schedule', 'deadline_seconds'])
    .where('id', '=', id)
    .where('state', '=', 'active')
    .where('failing_since', 'is not', null)
    .executeTakeFirst()
  if (!row?.failing_since) return undefined
  return {
    id: row.id,
    account: row.account_id,
    failingSince: row.failing_since,
    nextProbeAt: row.next_probe_at,
    probes: row.probes,
    schedule: row.schedule as Schedule,
    deadlineSeconds: row.deadline_seconds,
  }
}

/** The failing subscription that an open notification waits for; undefined when it does not. */
export async function findFailingOf(query: Kysely<Schema>, notification: string): Promise<{ id: string; account: string } | undefined> {
  return query
    .selectFrom('notifications as n')
    .innerJoin('subscriptions as s', 's.id', 'n.subscription_id')
    .select(['s.id', 's.account_id as account'])
    .where('n.id', '=', notification)
    .where('n.state', '=', 'held')
    .where('n.held_by', '=', 'subscription')
    .where('s.state', '=', 'active')
    .where('s.failing_since', 'is not', null)
    .executeTakeFirst()
}

/** Failing subscriptions whose recovery should have looked at them half a minute ago. */
export async function findStalledRecoveries(db: Database, limit: number): Promise<{ id: string; account: string }[]> {
  return db.query
    .selectFrom('subscriptions')
    .select(['id', 'account_id as account'])
    .where('failing_since', 'is not', null)
    .where('state', '=', 'active')
    .where(sql<boolean>`coalesce(next_probe_at, '-infinity') < now() - interval '30 seconds'`)
    .limit(limit)
    .execute()
}

/** When it is probed next, and after how many probes that failed. */
export async function planProbe(db: Database, id: string, { at, probes }: { at: Date; probes: number }): Promise<void> {
  await db.query
    .updateTable('subscriptions')
    .set({ next_probe_at: at, probes })
    .where('id', '=', id)
    .where('failing_since', 'is not', null)
    .execute()
}

/** Holds what a failing subscription is owed and has not ended; an attempt under way may still end it. */
export async function holdAll(db: Database, subscription: string): Promise<void> {
  await sql`
    update notifications n set state = 'held', held_by = 'subscription', next_attempt_at = null, updated_at = now()
    from subscriptions s
    where s.id = n.subscription_id and s.id = ${subscription} and s.state = 'active' and s.failing_since is not null
      and n.state in ('pending', 'retrying')`.execute(db.query)
}

export interface HeldSelection {
  readonly limit: number
  readonly first?: string | undefined
  readonly after?: string | undefined
}

/** The oldest of those held after this one, with how often each has been attempted; `first` alone, if it is given and held. */
export async function oldestHeld(db: Database, subscription: string, of: HeldSelection): Promise<{ id: string; attempts: number }[]> {
  const { rows } = await oldestHeldQuery(subscription, of).execute(db.query)
  return rows
}

export const oldestHeldQuery = (
  subscription: string,
  { limit, first, after }: HeldSelection,
): RawBuilder<{ id: string; attempts: number }> => sql<{ id: string; attempts: number }>`
    select n.id, n.attempts from notifications n
    where n.subscription_id = ${subscription} and n.state = 'held' and n.held_by = 'subscription'
      ${first === undefined ? sql`` : sql`and n.id = ${first}`}
      ${after === undefined ? sql`` : sql`and n.id > ${after}`}
    order by n.id limit ${limit}`

/** When those held are over, in seconds as they are to be counted. */
export interface HeldEnds {
  readonly spanSeconds: number
  readonly deadlineSeconds: number | null
  /** One that was not attempted in its round has at least so long: probes are further apart than a short schedule is long. */
  readonly unattemptedSeconds: number
}

/** Ends those held whose time is over, in one statement: that of their schedule, or their deadline. */
export async function exhaustHeld(
  db: Database,
  subscription: string,
  { spanSeconds, deadlineSeconds, unattemptedSeconds }: HeldEnds,
): Promise<void> {
  await sql`
    update notifications n set state = 'exhausted', end_reason = 'deadline', held_by = null, next_attempt_at = null, updated_at = now()
    where n.subscription_id = ${subscription} and n.state = 'held' and n.held_by = 'subscription'
      and now() > least(
        case when n.round_started_at is not null then n.round_started_at + ${spanSeconds} * interval '1 second'
          else case when n.round = 1 then n.created_at else n.updated_at end + ${Math.max(spanSeconds, unattemptedSeconds)} * interval '1 second' end,
        coalesce(case when n.round = 1 then n.created_at else n.round_started_at end, 'infinity') + ${deadlineSeconds}::double precision * interval '1 second')
  `.execute(db.query)
}

/** The receiver's last answer to each of them, as far as it says when to come again. */
export async function lastAnswers(
  db: Database,
  notifications: readonly string[],
): Promise<{ status: number | null; retryAfter: string | undefined }[]> {
  const { rows } = await sql<{ status: number | null; value: string | null }>`
    select a.status, a.value from unnest(${notifications}::text[]) asked(id) cross join lateral (
      select status, response_headers::json ->> 'retry-after' as value from attempts
      where notification_id = asked.id order by number desc limit 1) a`.execute(db.query)
  return rows.map(({ status, value }) => ({ status, retryAfter: value ?? undefined }))
}
