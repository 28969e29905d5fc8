import { beforeAll, describe, expect, it } from '@jest/globals'
import { nextEventsQuery, removeBatch } from '../../src/db/apply-retention.js'
import { recordAttempts } from '../../src/db/record-attempt.js'
import { attemptBodiesRemoval, endedQuery, metadataRemoval, payloadRemoval } from '../../src/db/remove-events.js'
import { revisitBatch } from '../../src/db/retention-revisits.js'
import { findTasks, longestOverdue, tasksQuery } from '../../src/db/retention-tasks.js'
import type { RetentionClass } from '../../src/domain/retention.js'
import { planOf } from '../helpers/query-plan.js'
import { anAttempt, seededDatabase } from './seed.js'

const hour = 3_600_000
const forEver = { metadata: 0, payload: 0, attemptBodies: 0 }
const aDay = { metadata: 1, payload: 1, attemptBodies: 1 }

describe('a batch of retention', () => {
  const seeded = seededDatabase()
  const remove = (kind: RetentionClass, hoursAgo = 24) =>
    removeBatch(seeded().db, { account: seeded().account, class: kind, before: new Date(Date.now() - hoursAgo * hour).toISOString() })
  const counts = async (table: string) => Number((await seeded().query(`select count(*) from ${table}`))[0]!['count'])
  const end = (id: string) => seeded().query(`update notifications set state = 'delivered', updated_at = created_at where id = $1`, [id])
  const revisit = (platform: typeof forEver) => revisitBatch(seeded().db, { platform, againAfterSeconds: 0 })
  const old = () => seeded().notification({ createdAt: new Date(Date.now() - 48 * hour) })

  it('removes what has ended and is old enough, leaves what is open, and comes back to it', async () => {
    const { db, notification, query } = seeded()
    const [ended, open, young] = [await old(), await old(), await notification()]
    for (const id of [ended, open]) await recordAttempts(db, [anAttempt(id, { responseBody: Buffer.from('no') })])
    for (const id of [ended, young]) await end(id)
    expect(await remove('attemptBodies')).toEqual({ looked: 2, removed: 1 })
    expect(await remove('payload')).toEqual({ looked: 2, removed: 1 })
    expect(await remove('payload')).toEqual({ looked: 0, removed: 0 })
    expect(await query(`select payload_removed_by from events where body = ''`)).toEqual([{ payload_removed_by: 'retention' }])
    expect(await remove('metadata')).toEqual({ looked: 2, removed: 1 })
    expect([await counts('events'), await counts('notifications'), await counts('attempts')]).toEqual([2, 2, 1])

    expect(await revisit(aDay)).toEqual({ looked: 1, removed: forEver })
    await end(open)
    // kept for longer meanwhile: it stays on the list
    expect(await revisit(forEver)).toEqual({ looked: 1, removed: forEver })
    expect(await revisit({ metadata: 0, payload: 1, attemptBodies: 1 })).toEqual({
      looked: 1,
      removed: { metadata: 0, payload: 1, attemptBodies: 1 },
    })
    expect(await revisit(aDay)).toEqual({ looked: 1, removed: { ...forEver, metadata: 1 } })
    expect([await counts('events'), await counts('attempts'), await counts('retention_revisits')]).toEqual([1, 0, 0])
  })

  it('waits for nobody: what somebody is at is left for later', async () => {
    const { db, query } = seeded()
    const id = await old()
    await end(id)
    const [{ event_id: event }] = (await query('select event_id from notifications where id = $1', [id])) as [{ event_id: string }]
    await db.query.transaction().execute(async (tx) => {
      await tx.updateTable('notifications').set({ state: 'pending' }).where('id', '=', id).execute()
      await query(`update retention_marks set scanned_at = '-infinity' where class = 'payload'`)
      expect(await remove('payload')).toEqual({ looked: 1, removed: 0 })
    })
    expect(await query('select event_id from retention_revisits')).toEqual([{ event_id: event }])
    expect(await revisit(aDay)).toMatchObject({ looked: 1, removed: forEver })
    await end(id)
    expect(await revisit(aDay)).toMatchObject({ looked: 1, removed: { metadata: 1 } })
  })

  it('looks again at what was opened again after its mark had passed it', async () => {
    const { db, query } = seeded()
    const id = await old()
    await end(id)
    await query(`update retention_marks set scanned_at = '-infinity'`)
    await remove('attemptBodies')
    await query(`update notifications set round = round + 1, state = 'pending', attempts = 0 where id = $1`, [id])
    await recordAttempts(db, [anAttempt(id, { round: 2, state: 'delivered', responseBody: Buffer.from('again') })])
    expect((await revisit({ ...forEver, attemptBodies: 1 })).removed).toEqual(forEver)
    await end(id)
    expect((await revisit({ ...forEver, attemptBodies: 1 })).removed).toEqual({ ...forEver, attemptBodies: 1 })
    expect(await counts('retention_revisits')).toBe(0)
  })
})

describe('the statements of retention', () => {
  const seeded = seededDatabase()
  const EVENTS = 30_000
  beforeAll(async () => {
    const { query, account, subscription } = seeded()
    await query(
      `insert into events (account_id, id, type, origin, environment, occurred_at, priority, test, body, data_at, request_hash, created_at)
       select $1, 'evt_' || n, 'payment.settled', 'api', 'live', now(), 'unattended', false, repeat('x', 700), 8, '\\x00', now() - interval '400 days' + n * interval '10 minutes'
       from generate_series(1, ${EVENTS}) n`,
      [account],
    )
    await query(
      `insert into notifications (id, account_id, event_id, event_type, subscription_id, node_id, state, created_at, updated_at)
       select 'ntf_' || n, $1, 'evt_' || n, 'payment.settled', $2, 'nod_gone', 'delivered', now() - interval '400 days', now() - interval '400 days'
       from generate_series(1, ${EVENTS}) n`,
      [account, subscription],
    )
    await query(
      `insert into attempts (notification_id, number, started_at, account_id, round, total_ms, request_headers, response_body, outcome, reason, decision)
       select 'ntf_' || n, 1, now(), $1, 1, 1, '{}', '\\x00', 'confirmed', '', 'delivered' from generate_series(1, ${EVENTS}) n`,
      [account],
    )
    await query('analyze')
  }, 60_000)

  const scans = async (query: {
    compile(db: ReturnType<typeof seeded>['db']['query']): { sql: string; parameters: readonly unknown[] }
  }) => {
    const { query: db } = seeded().db
    const plan = await planOf(db, query.compile(db))
    return plan.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name'])
  }
  const keys = () =>
    Array.from({ length: 200 }, (_, n) => ({
      account: seeded().account,
      event: `evt_${String(n + 1)}`,
      notifications: [`ntf_${String(n + 1)}`],
    }))

  it('read and remove by indexes, however much there is', async () => {
    const { account } = seeded()
    const task = { account, class: 'metadata' as const, before: new Date().toISOString() }
    const big = ['events', 'notifications', 'attempts']
    const queries = {
      nextEvents: nextEventsQuery(task, { at: '-infinity', event: '' }),
      ended: endedQuery(keys()),
      metadata: metadataRemoval(keys()),
      payload: payloadRemoval(keys()),
      attemptBodies: attemptBodiesRemoval(keys()),
      tasks: tasksQuery([account], { metadata: 1, payload: 1, attemptBodies: 1 }),
    }
    for (const [name, query] of Object.entries(queries))
      expect({ name, waste: (await scans(query)).filter((table) => big.includes(table ?? '')) }).toEqual({ name, waste: [] })
  })

  it('are bounded: a page has 200 events, or fewer that have many notifications', async () => {
    const { db, query, account, subscription } = seeded()
    const task = { account, class: 'metadata' as const, before: new Date().toISOString() }
    expect(await removeBatch(db, task)).toEqual({ looked: 200, removed: 200 })
    await query(
      `insert into notifications (id, account_id, event_id, event_type, subscription_id, node_id, state, created_at, updated_at)
       select 'ntf_many_' || n, $1, 'evt_202', 'payment.settled', $2, 'nod_gone', 'delivered', now() - interval '400 days', now() - interval '400 days'
       from generate_series(1, 2500) n`,
      [account, subscription],
    )
    expect(await removeBatch(db, task)).toEqual({ looked: 2, removed: 2 })
    expect(await removeBatch(db, task)).toEqual({ looked: 200, removed: 200 })
    expect(await query(`select count(*)::int from notifications n left join events v on v.id = n.event_id where v.id is null`)).toEqual([
      { count: 0 },
    ])
  })

  it('know what there is to do and for how long', async () => {
    const { db, account } = seeded()
    expect(await findTasks(db, ['acc_root', account], forEver)).toEqual([])
    expect(await findTasks(db, ['acc_root', account], { metadata: 0, payload: 300, attemptBodies: 2 })).toMatchObject([
      { account, class: 'payload' },
      { account, class: 'attemptBodies' },
    ])
    const days = (await longestOverdue(db, [account], { ...forEver, payload: 300 })) / 86_400
    expect([days > 90, days < 100]).toEqual([true, true])
  })
})
