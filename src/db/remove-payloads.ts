import { type Kysely, type RawBuilder, sql } from 'kysely'
import { accountsWithin, type Reach } from './reach.js'
import type { Schema } from './schema.js'
import { type Found, type FoundRow, foundColumns, toFound } from './sweep.js'

export interface EventKey {
  readonly account: string
  readonly event: string
}

const PAGE = 1_000

/** Empties the bodies of the events about a subject within reach, a page at a time; returns which. Locked rows are waited for. */
export async function eraseBodies(tx: Kysely<Schema>, subject: string, reach: Reach): Promise<EventKey[]> {
  const { rows } = await sql<EventKey>`
    update events v set body = '', payload_removed_at = now(), payload_removed_by = 'erasure'
    from (
      select e.account_id, e.id from ${accountsWithin(reach, undefined)} as account
      join events e on e.account_id = account.id and e.subject = ${subject}
      where e.environment = ${reach.environment} and e.payload_removed_by is distinct from 'erasure'
      limit ${PAGE}
    ) found
    where v.account_id = found.account_id and v.id = found.id
    returning v.account_id as account, v.id as event`.execute(tx)
  return rows
}

const ofEvents = (events: readonly EventKey[]): RawBuilder<unknown> =>
  sql`unnest(${events.map(({ account }) => account)}::text[], ${events.map(({ event }) => event)}::text[]) k(account, event)`

/** Ends what is still open of these events, with the reason. */
export async function cancelOfEvents(query: Kysely<Schema>, events: readonly EventKey[], reason: string): Promise<Found[]> {
  const { rows } = await sql<FoundRow>`
    update notifications n set state = 'cancelled', held_by = null, next_attempt_at = null, end_reason = ${reason}, updated_at = now()
    from ${ofEvents(events)}
    where coalesce(n.event_account_id, n.account_id) = k.account and n.event_id = k.event and n.state in ('pending', 'retrying', 'held')
    returning ${foundColumns}`.execute(query)
  return rows.map(toFound)
}

/** Forgets what receivers have answered about these events, and what of them was kept to be sent again; returns of how many attempts. */
export async function removeAnswers(query: Kysely<Schema>, events: readonly EventKey[]): Promise<number> {
  const { numAffectedRows } = await sql`
    with kept as (
      update notifications n set kept_body = null
      from ${ofEvents(events)}
      where coalesce(n.event_account_id, n.account_id) = k.account and n.event_id = k.event and n.kept_body is not null
    )
    update attempts a set response_body = null
    from ${ofEvents(events)} join notifications n on coalesce(n.event_account_id, n.account_id) = k.account and n.event_id = k.event
    where a.notification_id = n.id and a.response_body is not null`.execute(query)
  return Number(numAffectedRows)
}

/** Whether the payload of an event is gone; false of one that cannot be seen. */
export async function isPayloadGone(query: Kysely<Schema>, { account, event }: EventKey): Promise<boolean> {
  const { rows } = await sql`
    select from events where account_id = ${account} and id = ${event} and payload_removed_at is not null`.execute(query)
  return rows.length > 0
}
