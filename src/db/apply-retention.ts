import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from './connect.js'
import { lockEnded, removals } from './remove-events.js'
import { lockMissing } from './replay-rounds.js'
import { markGone, moveMark, type RetentionMark, takeMark } from './retention-marks.js'
import { revisitLater } from './retention-revisits.js'
import type { RetentionTask } from './retention-tasks.js'
import type { Schema } from './schema.js'

/** How many events were looked at, and how many lost something: of the attempt bodies how many attempts. */
export interface RetentionBatch {
  readonly looked: number
  readonly removed: number
}

/** Most of a batch: an event with more notifications is a batch of its own. */
const EVENTS = 200
const NOTIFICATIONS = 2_000

const nothing: RetentionBatch = { looked: 0, removed: 0 }

/**
 * Looks at the next events of an account that are old enough, removes what has ended, and puts those that have not on the
 * list of revisits; in one small transaction with the mark, so that whoever goes on begins after them. Waits for nobody
 * but a page of a replay that looks for missing notifications: it must not make any for an event that goes.
 */
export function removeBatch(db: Database, task: RetentionTask): Promise<RetentionBatch> {
  return db.query.transaction().execute(async (tx) => {
    await lockMissing(tx)
    const mark = await takeMark(tx, task)
    const page = mark ? await nextEvents(tx, task, mark) : []
    const last = page.at(-1)
    if (!last) return nothing
    const ended = await lockEnded(tx, page)
    const removed = await removals[task.class](tx, ended)
    const gone = new Set(ended.map(({ event }) => event))
    await revisitLater(
      tx,
      page.filter(({ event }) => !gone.has(event)),
    )
    await moveMark(tx, task, last)
    if (removed > 0)
      await markGone(
        tx,
        task.class,
        page.filter(({ event }) => gone.has(event)),
      )
    return { looked: page.length, removed }
  })
}

interface NextEvent extends RetentionMark {
  readonly account: string
}

async function nextEvents(tx: Kysely<Schema>, task: RetentionTask, mark: RetentionMark): Promise<NextEvent[]> {
  const { rows } = await nextEventsQuery(task, mark).execute(tx)
  return rows
}

/** By the index of an account's events, and of their notifications. */
export const nextEventsQuery = ({ account, before }: RetentionTask, { at, event }: RetentionMark): RawBuilder<NextEvent> => sql<NextEvent>`
  select ${account} as account, p.id as event, p.created_at::text as at from (
    select v.id, v.created_at, sum(c.owed) over (order by v.created_at, v.id) - c.owed as ahead
    from (
      select v.id, v.created_at from events v
      where v.account_id = ${account} and (v.created_at, v.id) > (${at}::timestamptz, ${event}) and v.created_at < ${before}::timestamptz
      order by v.created_at, v.id limit ${EVENTS}
    ) v
    cross join lateral (
      select count(*) as owed from notifications n where coalesce(n.event_account_id, n.account_id) = ${account} and n.event_id = v.id
    ) c
  ) p
  where p.ahead < ${NOTIFICATIONS}
  order by p.created_at, p.id`
