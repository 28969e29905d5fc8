import type { NotificationState, Timings } from '../domain/delivery-types.js'
import type { Database } from './connect.js'
import type { OwedRow } from './load-owed.js'
import { runOverRows, type Statement } from './statement.js'

export interface AttemptRow {
  readonly notification: string
  readonly accountId: string
  readonly number: number
  readonly round: number
  readonly roundStartedAt: Date
  readonly startedAt: Date
  readonly endedAt: Date
  readonly timings: Timings
  readonly address: string | null
  /** JSON, secrets masked. */
  readonly requestHeaders: string
  readonly status: number | null
  readonly responseHeaders: string | null
  readonly responseBody: Buffer | null
  readonly bodyTruncated: boolean
  readonly outcome: string
  readonly reason: string
  readonly decision: string
  readonly nextAttemptAt: Date | null
  /** State of the notification after this attempt, if it wins. */
  readonly state: NotificationState
  readonly workflowId: string
  /** 1: not an attempt of the schedule, which is as long after it as before; 0: one of them. */
  readonly unscheduled: 0 | 1
  /** A signed body that the next attempt is to send again; null: none, or that of the attempt before. */
  readonly keptBody: string | null
}

/** `won`: this attempt decided. Otherwise another of the same number was first, and this one is kept as a visible duplicate. */
export interface Recorded {
  readonly won: boolean
  readonly state: NotificationState
  /** Who held it while the attempt was under way, when that is its state. */
  readonly heldBy: OwedRow['heldBy']
}

/**
 * Fenced by attempt number. A receiver's confirmation counts whatever happened while the attempt was under way;
 * otherwise a cancelled notification stays cancelled, a held one is held when it is to be retried, and a round that
 * was opened meanwhile begins with the next attempt.
 */
const statement: Statement<AttemptRow> = {
  name: 'record-attempts',
  text: `
    with x as (
      select * from unnest($1::text[], $2::text[], $3::int[], $4::int[], $5::timestamptz[], $6::timestamptz[], $7::timestamptz[],
        $8::real[], $9::real[], $10::real[], $11::real[], $12::real[], $13::text[], $14::text[], $15::int[], $16::text[], $17::bytea[], $18::bool[],
        $19::text[], $20::text[], $21::text[], $22::timestamptz[], $23::text[], $24::text[], $25::text[], $26::int[])
        t(id, account_id, number, round, round_started_at, started_at, ended_at, dns_ms, connect_ms, tls_ms, first_byte_ms, total_ms,
          address, request_headers, status, response_headers, response_body, body_truncated, outcome, reason, decision, next_attempt_at, state, workflow_id, kept_body, unscheduled)
    ), u as (
      update notifications n set
        state = case
          when x.state = 'delivered' then x.state
          when n.state in ('cancelled', 'gone') or n.round <> x.round or (n.state = 'held' and x.state = 'retrying') then n.state
          else x.state end,
        next_attempt_at = case
          when x.state = 'delivered' or n.state in ('cancelled', 'gone', 'held') then null
          when n.round <> x.round then n.next_attempt_at
          else x.next_attempt_at end,
        round_started_at = case when n.round = x.round then x.round_started_at end,
        round_offset = case when n.round = x.round then n.round_offset + x.unscheduled else x.number end,
        attempts = x.number, last_outcome = x.outcome, last_status = x.status,
        kept_body = case when x.state = 'retrying' and n.state not in ('cancelled', 'gone') then coalesce(x.kept_body, n.kept_body) end,
        workflow_id = x.workflow_id, updated_at = x.ended_at
      from x where n.id = x.id and n.attempts = x.number - 1
      returning n.id, n.state, n.held_by
    ), a as (
      insert into attempts (notification_id, number, started_at, account_id, round, dns_ms, connect_ms, tls_ms, first_byte_ms, total_ms, address,
        request_headers, status, response_headers, response_body, body_truncated, outcome, reason, decision, next_attempt_at, duplicate)
      select x.id, x.number, x.started_at, x.account_id, x.round, x.dns_ms, x.connect_ms, x.tls_ms, x.first_byte_ms, x.total_ms, x.address,
        x.request_headers, x.status, x.response_headers, x.response_body, x.body_truncated, x.outcome, x.reason, x.decision, x.next_attempt_at, u.id is null
      from x left join u on u.id = x.id
      on conflict do nothing
    )
    select id, state, case when state = 'held' then held_by end as "heldBy" from u`,
  columns: [
    (a) => a.notification,
    (a) => a.accountId,
    (a) => a.number,
    (a) => a.round,
    (a) => a.roundStartedAt,
    (a) => a.startedAt,
    (a) => a.endedAt,
    (a) => a.timings.dnsMs,
    (a) => a.timings.connectMs,
    (a) => a.timings.tlsMs,
    (a) => a.timings.firstByteMs,
    (a) => a.timings.totalMs,
    (a) => a.address,
    (a) => a.requestHeaders,
    (a) => a.status,
    (a) => a.responseHeaders,
    (a) => a.responseBody,
    (a) => a.bodyTruncated,
    (a) => a.outcome,
    (a) => a.reason,
    (a) => a.decision,
    (a) => a.nextAttemptAt,
    (a) => a.state,
    (a) => a.workflowId,
    (a) => a.keptBody,
    (a) => a.unscheduled,
  ],
}

type Winner = { readonly id: string } & Pick<Recorded, 'state' | 'heldBy'>

/**
 * Attempts with their notifications' state and next time, in one transaction, in the order of the rows.
 * The notifications must be distinct within one call.
 */
export async function recordAttempts(db: Database, attempts: readonly AttemptRow[]): Promise<Recorded[]> {
  const rows = await runOverRows<AttemptRow, Winner>(db.pool, statement, attempts)
  const winners = new Map(rows.map((row) => [row.id, row]))
  return attempts.map(({ notification, state }) => {
    const winner = winners.get(notification)
    return { won: winner !== undefined, state: winner?.state ?? state, heldBy: winner?.heldBy ?? null }
  })
}
