import type { Evidence } from './check/evidence.js'
import { query } from './stack/postgres.js'

type Rows = Pick<Evidence, 'events' | 'notifications' | 'attempts'>

/** What the database says of one subscription and one event type. */
export async function rowsOf(databaseUrl: string, { subscription, type }: { subscription: string; type: string }): Promise<Rows> {
  const read = <Row extends object>(text: string, value: string) => query<Row & Record<string, unknown>>(databaseUrl, text, [value])
  const events = await read<Rows['events'][number]>('select id as event, body from events where type = $1', type)
  const notifications = await read<Rows['notifications'][number]>(
    'select id as notification, event_id as event, state, attempts, workflow_id as workflow from notifications where subscription_id = $1',
    subscription,
  )
  const attempts = await read<Rows['attempts'][number]>(
    `select a.notification_id as notification, a.number, a.outcome,
       extract(epoch from a.started_at)::float8 * 1000 as "startedAt", extract(epoch from a.started_at)::float8 * 1000 + a.total_ms as "endedAt"
     from attempts a join notifications n on n.id = a.notification_id where n.subscription_id = $1`,
    subscription,
  )
  return { events, notifications, attempts }
}

/** Notifications that are still owed. */
export async function countOpen(databaseUrl: string, subscription: string): Promise<number> {
  const [row] = await query<{ open: number }>(
    databaseUrl,
    `select count(*)::int as open from notifications where subscription_id = $1 and state in ('pending', 'retrying', 'held')`,
    [subscription],
  )
  return row?.open ?? 0
}
