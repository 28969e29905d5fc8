import { type RawBuilder, sql } from 'kysely'
import type { Database } from './connect.js'

/** Whether a subscription `s` is attempted as soon as something is owed to it: otherwise that is held. */
export const isAttempted = sql<boolean>`(s.state = 'active' and s.failing_since is null)`

export interface Failing {
  readonly id: string
  /** The first attempt of the oldest round that has failed since the endpoint last confirmed anything. */
  readonly since: Date
}

/**
 * When a subscription last confirmed anything, by its latest notifications: nothing is written for it when a notification
 * is delivered, and an endpoint that works confirms the latest ones, too. Of a subscription `s`.
 */
export const lastConfirmed = sql<Date>`(
  select coalesce(max(r.updated_at), '-infinity') as at
  from (select n.state, n.updated_at from notifications n where n.subscription_id = s.id order by n.id desc limit 200) r
  where r.state = 'delivered')`

/**
 * Active subscriptions that have confirmed nothing for so long although they were asked to, and are not marked yet.
 * Looks at subscriptions with notifications that fail or have failed, one by one along an index, and at none else.
 */
export async function findFailing(db: Database, ask: { afterSeconds: number; limit: number }): Promise<Failing[]> {
  const { rows } = await failingQuery(ask).execute(db.query)
  return rows
}

export const failingQuery = ({ afterSeconds, limit }: { afterSeconds: number; limit: number }): RawBuilder<Failing> => sql<Failing>`
    with recursive failed as (
      (select n.subscription_id as id from notifications n where n.state in ('retrying', 'exhausted') order by n.subscription_id limit 1)
      union all
      select (
        select n.subscription_id from notifications n
        where n.state in ('retrying', 'exhausted') and n.subscription_id > failed.id order by n.subscription_id limit 1)
      from failed where failed.id is not null
    )
    select s.id, f.since
    from failed join subscriptions s on s.id = failed.id
    cross join lateral ${lastConfirmed} c
    cross join lateral (
      select min(n.round_started_at) as since from notifications n
      where n.subscription_id = s.id and n.state in ('retrying', 'exhausted')
        and n.round_started_at > c.at and n.round_started_at > s.state_changed_at
    ) f
    where s.state = 'active' and s.failing_since is null and f.since < now() - ${afterSeconds} * interval '1 second'
    limit ${limit}`

/** Subscriptions that are marked as failing, have confirmed something since, and have nothing that waits for their recovery. */
export async function findRecovered(db: Database, limit: number): Promise<Failing[]> {
  const { rows } = await recoveredQuery(limit).execute(db.query)
  return rows
}

export const recoveredQuery = (limit: number): RawBuilder<Failing> => sql<Failing>`
    select s.id, s.failing_since as since from subscriptions s cross join lateral ${lastConfirmed} c
    where s.failing_since is not null and s.state = 'active' and c.at > s.failing_since
      and not exists (select from notifications n where n.subscription_id = s.id and n.state = 'held')
    limit ${limit}`

/** Subscriptions that have been failing for so long, and for which notifications were given up meanwhile. */
export async function findFailingTooLong(db: Database, ask: { days: number; limit: number }): Promise<Failing[]> {
  const { rows } = await failingTooLongQuery(ask).execute(db.query)
  return rows
}

export const failingTooLongQuery = ({ days, limit }: { days: number; limit: number }): RawBuilder<Failing> => sql<Failing>`
    select s.id, s.failing_since as since from subscriptions s cross join lateral ${lastConfirmed} c
    where s.failing_since < now() - ${days} * interval '1 day' and s.state = 'active' and c.at < s.failing_since
      and exists (select from notifications n where n.subscription_id = s.id and n.state = 'exhausted' and n.round_started_at >= s.failing_since)
    limit ${limit}`

/**
 * Active subscriptions whose receiver has answered 410 since they are active: whoever recorded that was to pause them and
 * could not. Looks at subscriptions with such notifications, one by one along an index, and at none else.
 */
export async function findGone(db: Database, limit: number): Promise<string[]> {
  const { rows } = await goneQuery(limit).execute(db.query)
  return rows.map(({ id }) => id)
}

export const goneQuery = (limit: number): RawBuilder<{ id: string }> => sql<{ id: string }>`
    with recursive gone as (
      (select n.subscription_id as id from notifications n where n.state = 'gone' and n.last_status = 410 order by n.subscription_id limit 1)
      union all
      select (
        select n.subscription_id from notifications n
        where n.state = 'gone' and n.last_status = 410 and n.subscription_id > gone.id order by n.subscription_id limit 1)
      from gone where gone.id is not null
    )
    select s.id from gone join subscriptions s on s.id = gone.id
    where s.state = 'active' and exists (
      select from notifications n
      where n.subscription_id = s.id and n.state = 'gone' and n.last_status = 410 and n.updated_at > s.state_changed_at)
    limit ${limit}`
