import { type Kysely, sql } from 'kysely'
import {
  addCounts,
  noneRemoved,
  retentionClasses,
  type RetentionClass,
  type RetentionCounts,
  type RetentionDays,
} from '../domain/retention.js'
import type { Database } from './connect.js'
import { type Ended, lockEnded, removals } from './remove-events.js'
import type { EventKey } from './remove-payloads.js'
import { lockMissing } from './replay-rounds.js'
import { markGone } from './retention-marks.js'
import { cutoffsOf } from './retention-tasks.js'
import type { Schema } from './schema.js'

const accountsOf = (events: readonly EventKey[]) => sql`${events.map(({ account }) => account)}::text[]`
const idsOf = (events: readonly EventKey[]) => sql`${events.map(({ event }) => event)}::text[]`

/** Puts events on the list of those that are looked at although their marks have passed them. */
export async function revisitLater(tx: Kysely<Schema>, events: readonly EventKey[]): Promise<void> {
  await sql`
    insert into retention_revisits (account_id, event_id) select * from unnest(${accountsOf(events)}, ${idsOf(events)})
    on conflict do nothing`.execute(tx)
}

export interface RevisitAsk {
  readonly platform: RetentionDays
  /** What is still open is looked at again after so long. */
  readonly againAfterSeconds: number
}

const PAGE = 200

/** Looks at events on the list again: removes what has ended meanwhile, in one small transaction. Waits for nobody, as above. */
export function revisitBatch(db: Database, ask: RevisitAsk): Promise<{ looked: number; removed: RetentionCounts }> {
  return db.query.transaction().execute(async (tx) => {
    await lockMissing(tx)
    const due = await takeDue(tx)
    if (due.length === 0) return { looked: 0, removed: noneRemoved }
    const ended = await lockEnded(tx, due)
    const verdicts = await judge(tx, ended, ask.platform)
    let removed = noneRemoved
    for (const kind of retentionClasses) removed = addCounts(removed, await removeOf(tx, kind, { ended, verdicts }))
    const settled = verdicts.filter((verdict) => verdict.settled)
    await takeOff(tx, due, { settled, againAfterSeconds: ask.againAfterSeconds })
    return { looked: due.length, removed }
  })
}

async function takeDue(tx: Kysely<Schema>): Promise<EventKey[]> {
  const { rows } = await sql<EventKey>`
    select account_id as account, event_id as event from retention_revisits where look_at <= now()
    order by look_at limit ${PAGE} for update skip locked`.execute(tx)
  return rows
}

interface Verdict extends EventKey {
  readonly at: string
  readonly due: readonly RetentionClass[]
  /** No mark that has passed it leaves anything to be removed later. */
  readonly settled: boolean
}

async function judge(tx: Kysely<Schema>, ended: readonly Ended[], platform: RetentionDays): Promise<Verdict[]> {
  const { rows } = await sql<Verdict>`
    select v.account_id as account, v.id as event, v.created_at::text as at,
      coalesce(array_agg(c.class) filter (where v.created_at < c.before), '{}') as due,
      bool_and(k.class is null or (k.scanned_at, k.scanned_event) < (v.created_at, v.id) or coalesce(v.created_at < c.before, false)) as settled
    from unnest(${accountsOf(ended)}, ${idsOf(ended)}) e(account, event)
    join events v on v.account_id = e.account and v.id = e.event
    ${cutoffsOf(sql`v.account_id`, platform)}
    left join retention_marks k on k.account_id = v.account_id and k.class = c.class
    group by v.account_id, v.id, v.created_at`.execute(tx)
  return rows
}

interface Judged {
  readonly ended: readonly Ended[]
  readonly verdicts: readonly Verdict[]
}

/** What has lost its metadata is not there any more for the other classes. */
async function removeOf(tx: Kysely<Schema>, kind: RetentionClass, { ended, verdicts }: Judged): Promise<RetentionCounts> {
  const gone = verdicts.filter(({ due }) => due.includes(kind) && (kind === 'metadata' || !due.includes('metadata')))
  const keys = new Set(gone.map(keyOf))
  const removed = await removals[kind](
    tx,
    ended.filter((one) => keys.has(keyOf(one))),
  )
  if (removed > 0) await markGone(tx, kind, gone)
  return { ...noneRemoved, [kind]: removed }
}

const keyOf = ({ account, event }: EventKey): string => `${account} ${event}`

/** Those that are settled, or not there any more, leave the list; the others are looked at later. */
async function takeOff(
  tx: Kysely<Schema>,
  due: readonly EventKey[],
  { settled, againAfterSeconds }: { settled: readonly EventKey[]; againAfterSeconds: number },
): Promise<void> {
  await sql`
    delete from retention_revisits r using unnest(${accountsOf(due)}, ${idsOf(due)}) k(account, event)
    where r.account_id = k.account and r.event_id = k.event and (
      (k.account, k.event) in (select * from unnest(${accountsOf(settled)}, ${idsOf(settled)}))
      or not exists (select from events v where v.account_id = k.account and v.id = k.event))`.execute(tx)
  await sql`
    update retention_revisits r set look_at = now() + ${againAfterSeconds} * interval '1 second'
    from unnest(${accountsOf(due)}, ${idsOf(due)}) k(account, event)
    where r.account_id = k.account and r.event_id = k.event`.execute(tx)
}
