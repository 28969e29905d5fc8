import { type Kysely, sql } from 'kysely'
import type { RetentionClass } from '../domain/retention.js'
import type { Schema } from './schema.js'

/** The last event of an account that was looked at for a class. Instants as Postgres writes them: a Date would lose microseconds. */
export interface RetentionMark {
  readonly at: string
  readonly event: string
}

export interface MarkKey {
  readonly account: string
  readonly class: RetentionClass
}

/** Locked until the transaction ends; undefined while another node is at it. */
export async function takeMark(tx: Kysely<Schema>, { account, class: kind }: MarkKey): Promise<RetentionMark | undefined> {
  await sql`
    insert into retention_marks (account_id, class, scanned_at, scanned_event) values (${account}, ${kind}, '-infinity', '')
    on conflict do nothing`.execute(tx)
  const { rows } = await sql<RetentionMark>`
    select scanned_at::text as at, scanned_event as event from retention_marks where account_id = ${account} and class = ${kind}
    for update skip locked`.execute(tx)
  return rows[0]
}

export async function moveMark(tx: Kysely<Schema>, { account, class: kind }: MarkKey, { at, event }: RetentionMark): Promise<void> {
  await sql`
    update retention_marks set scanned_at = ${at}::timestamptz, scanned_event = ${event}, applied_at = now()
    where account_id = ${account} and class = ${kind}`.execute(tx)
}

/** Something of this account that was published at this moment is gone. */
export interface Gone {
  readonly account: string
  readonly at: string
}

/** From now on nobody is told that what was published until then is all there. */
export async function markGone(tx: Kysely<Schema>, kind: RetentionClass, gone: readonly Gone[]): Promise<void> {
  await sql`
    update retention_marks m set removed_until = greatest(m.removed_until, g.until), applied_at = now()
    from (
      select x.account, max(x.at) + interval '1 microsecond' as until
      from unnest(${gone.map(({ account }) => account)}::text[], ${gone.map(({ at }) => at)}::timestamptz[]) x(account, at) group by x.account
    ) g
    where m.account_id = g.account and m.class = ${kind}`.execute(tx)
}

export interface AppliedRetention {
  readonly class: RetentionClass
  readonly removedUntil: Date | null
  readonly appliedAt: Date
}

/** How far retention has come in an account; a class is left out that was never applied. */
export async function findApplied(tx: Kysely<Schema>, account: string): Promise<AppliedRetention[]> {
  return tx
    .selectFrom('retention_marks')
    .select(['class', 'removed_until as removedUntil', 'applied_at as appliedAt'])
    .where('account_id', '=', account)
    .execute()
}

export interface AccountScope {
  readonly account: string
  readonly scope: 'self' | 'descendants'
}

/** Until when something is gone that was published there, as far as one of the classes goes; null when nothing is. */
export async function goneUntil(
  tx: Kysely<Schema>,
  { account, scope }: AccountScope,
  classes: readonly RetentionClass[],
): Promise<Date | null> {
  const depth = scope === 'self' ? sql`p.depth = 0` : sql`true`
  const { rows } = await sql<{ until: Date | null }>`
    select max(m.removed_until) as until from account_paths p
    join retention_marks m on m.account_id = p.account_id and m.class = any(${classes}::text[])
    where p.ancestor_id = ${account} and ${depth}`.execute(tx)
  return rows[0]?.until ?? null
}
