import { type Kysely, sql } from 'kysely'
import type { SubscriptionHistory, SubscriptionVersion } from '../domain/coverage.js'
import { UNBEGUN_MS } from './horizon.js'
import { isWebhookOf, type Reach } from './reach.js'
import type { Schema } from './schema.js'

export interface HistoryOfSubscription extends SubscriptionHistory {
  readonly id: string
  readonly current: SubscriptionVersion['state']
}

export interface HistoryAsk {
  /** The account of the event. */
  readonly account: string
  readonly at: Date
  /** Subscriptions that are asked for in any case. */
  readonly owed: readonly string[]
  /** How many others at most. */
  readonly limit: number
}

type VersionRow = Omit<SubscriptionVersion, 'from' | 'until'> & { from: string; until: string | null }
type Row = Omit<HistoryOfSubscription, 'versions'> & { versions: VersionRow[] | null }

/**
 * The subscriptions within reach of an event's account and of those above it: those that are owed it, and of the others
 * the newest that are still there. Each with its versions around the moment, and the present one.
 */
export async function loadHistories(
  tx: Kysely<Schema>,
  { account, at, owed, limit }: HistoryAsk,
  reach: Reach,
): Promise<HistoryOfSubscription[]> {
  const close = sql`${UNBEGUN_MS} * interval '1 millisecond'`
  const { rows } = await sql<Row>`
    select s.id, s.created_at as "createdAt", s.state as current, (
      select json_agg(json_build_object('version', v.version, 'state', v.state, 'from', v.valid_from, 'until', v.valid_until, 'account', v.account_id,
        'environment', v.environment, 'scope', v.scope, 'include', v.include_accounts, 'exclude', v.exclude_accounts, 'project', v.project,
        'origins', v.origins, 'eventTypes', v.event_types, 'filter', v.filter) order by v.version)
      from subscription_versions v
      where v.subscription_id = s.id
        and (v.valid_until is null or (v.valid_from <= ${at}::timestamptz + ${close} and v.valid_until > ${at}::timestamptz - ${close}))
    ) as versions
    from (
      select * from subscriptions where id = any(${owed}::text[])
      union all (
        select * from subscriptions o
        where o.account_id in (select p.ancestor_id from account_paths p where p.account_id = ${account})
          and o.environment = ${reach.environment} and ${isWebhookOf('o', reach)} and o.state <> 'deleted' and o.id <> all(${owed}::text[])
        order by o.id desc limit ${limit})
    ) s
    order by s.id desc`.execute(tx)
  return rows.map(({ versions, ...row }) => ({ ...row, versions: (versions ?? []).map(toVersion) }))
}

const toVersion = ({ from, until, ...version }: VersionRow): SubscriptionVersion => ({
  ...version,
  from: new Date(from),
  until: until === null ? null : new Date(until),
})

/** An account and those above it as far as they are within reach, in this order. */
export async function loadPath(tx: Kysely<Schema>, account: string): Promise<string[]> {
  const rows = await tx.selectFrom('account_paths').select('ancestor_id').where('account_id', '=', account).orderBy('depth').execute()
  return rows.map(({ ancestor_id }) => ancestor_id)
}
