import { type Kysely, sql } from 'kysely'
import { endedStates } from '../domain/replay.js'
import { isAttempted } from './failing.js'
import type { Schema } from './schema.js'
import { type Found, type FoundRow, foundColumns, toFound } from './sweep.js'

/** Those that are due now: what a paused or failing subscription is owed is held instead. */
export interface OpenedRounds {
  readonly opened: number
  readonly due: readonly Found[]
}

interface Opening {
  readonly replay: string
  readonly nodeId: string
}

/**
 * Opens the next round of notifications that have ended, once for each replay: attempts keep counting, the schedule
 * starts anew, and no workflow owns them yet. Whoever has opened another round meanwhile was first.
 */
export async function openRounds(tx: Kysely<Schema>, ids: readonly string[], { replay, nodeId }: Opening): Promise<OpenedRounds> {
  const { rows } = await sql<FoundRow & { state: string }>`
    with opened as (
      update notifications n set
        state = case when ${isAttempted} then 'pending' else 'held' end,
        held_by = case when ${isAttempted} then null else 'subscription' end,
        next_attempt_at = case when ${isAttempted} then now() end,
        round = n.round + 1, round_token = ${replay}, round_offset = n.attempts, round_started_at = null, end_reason = null,
        workflow_id = null, node_id = ${nodeId}, updated_at = now()
      from subscriptions s
      where n.id = any(${ids}::text[]) and s.id = n.subscription_id and s.state <> 'deleted'
        and n.state in (${sql.join(endedStates)}) and n.round_token is distinct from ${replay}
      returning n.*
    ), kept as (
      insert into replay_rounds (account_id, notification_id, round, replay_id)
      select account_id, id, round, ${replay} from opened
    )
    select ${foundColumns}, n.state from opened n`.execute(tx)
  return { opened: rows.length, due: rows.filter(({ state }) => state === 'pending').map(toFound) }
}

/** A notification that was never made. */
export interface MissingRow {
  readonly id: string
  readonly eventAccount: string
  readonly event: string
  readonly eventType: string
  readonly publishedAt: Date
  readonly subscription: string
  readonly owner: string
  readonly held: boolean
}

/** Which of the pairs of event and subscription have a notification, as `account event subscription`. */
export async function findExisting(
  tx: Kysely<Schema>,
  events: readonly { readonly account: string; readonly event: string }[],
): Promise<Set<string>> {
  const { rows } = await sql<{ account: string; event: string; subscription: string }>`
    select e.account, e.event, n.subscription_id as subscription
    from unnest(${events.map(({ account }) => account)}::text[], ${events.map(({ event }) => event)}::text[]) e(account, event)
    join notifications n on coalesce(n.event_account_id, n.account_id) = e.account and n.event_id = e.event
    union all
    -- nobody is told of itself
    select o.account_id, o.id, o.subscription_id from own_events o where o.id = any(${events.map(({ event }) => event)}::text[])`.execute(
    tx,
  )
  return new Set(rows.map(({ account, event, subscription }) => pairOf(account, event, subscription)))
}

export const pairOf = (...pair: readonly [account: string, event: string, subscription: string]): string => pair.join(' ')

/** Two replays that look for the same missing notifications do so one after the other. */
export async function lockMissing(tx: Kysely<Schema>): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('posthorn missing'))`.execute(tx)
}

/** Makes notifications of events that were published before they could be owed; dated like them, so that reports find them there. */
export async function insertMissing(
  tx: Kysely<Schema>,
  missing: readonly MissingRow[],
  { replay, nodeId }: Opening,
): Promise<OpenedRounds> {
  const { rows } = await sql<FoundRow & { state: string }>`
    with made as (
      insert into notifications (id, account_id, event_account_id, event_id, event_type, subscription_id, node_id, state, held_by,
        next_attempt_at, round_token, created_at, updated_at, test)
      select m.id, m.owner, nullif(m.account, m.owner), m.event, m.type, m.subscription, ${nodeId},
        case when m.held then 'held' else 'pending' end, case when m.held then 'subscription' end, case when m.held then null else now() end,
        ${replay}, m.at, now(),
        coalesce((select v.test from events v where v.account_id = m.account and v.id = m.event), false)
      from unnest(${missing.map(({ id }) => id)}::text[], ${missing.map(({ owner }) => owner)}::text[],
        ${missing.map(({ eventAccount }) => eventAccount)}::text[], ${missing.map(({ event }) => event)}::text[],
        ${missing.map(({ eventType }) => eventType)}::text[], ${missing.map(({ subscription }) => subscription)}::text[],
        ${missing.map(({ held }) => held)}::bool[], ${missing.map(({ publishedAt }) => publishedAt)}::timestamptz[])
        m(id, owner, account, event, type, subscription, held, at)
      returning *
    ), kept as (
      insert into replay_rounds (account_id, notification_id, round, replay_id) select account_id, id, round, ${replay} from made
    ), revisited as (
      insert into retention_revisits (account_id, event_id)
      select distinct coalesce(made.event_account_id, made.account_id), made.event_id from made
      where exists (
        select from retention_marks r
        where r.account_id = coalesce(made.event_account_id, made.account_id) and r.scanned_at >= made.created_at)
      on conflict do nothing
    )
    select ${foundColumns}, n.state from made n`.execute(tx)
  return { opened: rows.length, due: rows.filter(({ state }) => state === 'pending').map(toFound) }
}
