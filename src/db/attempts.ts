import type { Kysely, Selectable } from 'kysely'
import type { Outcome, Timings } from '../domain/delivery-types.js'
import type { AttemptsTable, Schema } from './schema.js'

export interface AttemptRecord {
  readonly number: number
  readonly round: number
  readonly startedAt: string
  readonly timings: Timings
  readonly address: string | null
  readonly request: { readonly headers: Record<string, string> }
  readonly response: {
    readonly status: number
    readonly headers: Record<string, string>
    readonly body: string
    readonly bodyRemoved: boolean
    readonly bodyTruncated: boolean
  } | null
  readonly outcome: Outcome
  readonly reason: string
  readonly decision: 'delivered' | 'retry' | 'hold' | 'exhausted' | 'gone' | 'cancelled'
  readonly nextAttemptAt: string | null
  readonly duplicate: boolean
  readonly replay: string | null
}

type Row = Selectable<AttemptsTable> & { replay_id: string | null }

function toAttempt(row: Row): AttemptRecord {
  return {
    number: row.number,
    round: row.round,
    startedAt: row.started_at.toISOString(),
    timings: { dnsMs: row.dns_ms, connectMs: row.connect_ms, tlsMs: row.tls_ms, firstByteMs: row.first_byte_ms, totalMs: row.total_ms },
    address: row.address,
    request: { headers: JSON.parse(row.request_headers) as Record<string, string> },
    response: toResponse(row),
    outcome: row.outcome as Outcome,
    reason: row.reason,
    decision: row.decision as AttemptRecord['decision'],
    nextAttemptAt: row.next_attempt_at?.toISOString() ?? null,
    duplicate: row.duplicate,
    replay: row.replay_id,
  }
}

function toResponse({ status, response_headers, response_body, body_truncated }: Row): AttemptRecord['response'] {
  if (status === null) return null
  return {
    status,
    headers: JSON.parse(response_headers ?? '{}') as Record<string, string>,
    body: response_body?.toString('base64') ?? '',
    bodyRemoved: response_body === null,
    bodyTruncated: body_truncated,
  }
}

const mostAttempts = 1_000

/** The attempts of a notification that was found within reach, in order, at most the first 1,000. */
export async function listAttempts(query: Kysely<Schema>, notification: { id: string; account: string }): Promise<AttemptRecord[]> {
  const rows = await query
    .selectFrom('attempts')
    .leftJoin('replay_rounds as r', (join) =>
      join.onRef('r.notification_id', '=', 'attempts.notification_id').onRef('r.round', '=', 'attempts.round'),
    )
    .selectAll('attempts')
    .select('r.replay_id')
    .where('attempts.notification_id', '=', notification.id)
    .where('attempts.account_id', '=', notification.account)
    .orderBy('number')
    .orderBy('started_at')
    .limit(mostAttempts)
    .execute()
  return rows.map(toAttempt)
}
