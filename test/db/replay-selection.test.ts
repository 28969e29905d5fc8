import { beforeAll, describe, expect, it } from '@jest/globals'
import { type RawBuilder, sql } from 'kysely'
import { eventsQuery, failedQuery, selectEnded, selectFailed, type SelectionAsk } from '../../src/db/replay-selection.js'
import { asTenant } from '../../src/db/tenant.js'
import { endedStates, failedStates } from '../../src/domain/replay.js'
import { planOf, type PlanNode } from '../helpers/query-plan.js'
import { seededDatabase } from './seed.js'

describe('what a replay looks for', () => {
  const seeded = seededDatabase()
  const ask = (after: SelectionAsk['after'] = null, limit = 4): SelectionAsk => ({
    reach: { accountId: seeded().account, environment: 'live', project: null },
    filter: { from: new Date(Date.now() - 2 * 86_400_000).toISOString(), to: new Date().toISOString(), eventTypes: ['payment.*'] },
    after,
    limit,
  })

  beforeAll(async () => {
    const { query, account, subscription } = seeded()
    // Thirty thousand delivered ones, and a few that are not.
    await query(
      `insert into events (account_id, id, type, origin, environment, occurred_at, priority, test, body, data_at, request_hash, created_at)
       select $1, 'evt_' || n, 'payment.settled', 'api', 'live', now(), 'unattended', false, '{"data":{}}', 8, '',
         now() - interval '1 day' + n * interval '1 second' from generate_series(1, 30000) n`,
      [account],
    )
    await query(
      `insert into notifications (id, account_id, event_id, event_type, subscription_id, node_id, state, created_at)
       select 'ntf_' || n, $1, 'evt_' || n, 'payment.settled', $2, 'nod_gone', case when n % 3000 = 0 then 'exhausted' else 'delivered' end,
         now() - interval '1 day' + n * interval '1 second' from generate_series(1, 30000) n`,
      [account, subscription],
    )
    await query('analyze')
  })

  const planFor = (select: RawBuilder<unknown>) =>
    asTenant(seeded().db, { accountId: seeded().account }, (tx) => planOf(tx, select.compile(tx)))
  const wholeReads = (plan: readonly PlanNode[]) =>
    plan.filter((node) => node['Node Type'] === 'Seq Scan' && ['events', 'notifications'].includes(node['Relation Name'] ?? ''))

  it('are the failed by the index that has only them, page by page', async () => {
    const after = { account: seeded().account, micros: '0', event: 'evt_1', notification: 'ntf_1' }
    for (const position of [null, after]) {
      const plan = await planFor(failedQuery(ask(position), failedStates))
      expect(plan.map((node) => node['Index Name'])).toContain('notifications_undelivered')
      expect(wholeReads(plan)).toEqual([])
    }
    const pages: (readonly string[])[] = []
    await asTenant(seeded().db, { accountId: seeded().account }, async (tx) => {
      let position: SelectionAsk['after'] = null
      do {
        const page = await selectFailed(tx, ask(position), failedStates)
        pages.push(page.notifications)
        position = page.next
      } while (position)
    })
    expect(pages).toEqual([
      [3, 6, 9, 12].map((n) => `ntf_${n}000`),
      [15, 18, 21, 24].map((n) => `ntf_${n}000`),
      [27, 30].map((n) => `ntf_${n}000`),
    ])
  })

  it('are events in the order of their publishing, by their index, none left out and none twice', async () => {
    const after = { account: seeded().account, micros: '0', event: 'evt_1', notification: '' }
    const plan = await planFor(
      eventsQuery(ask(after), { inclusive: true, limit: 100, columns: sql`v.account_id as account, v.id as event` }),
    )
    expect(plan.map((node) => node['Index Name'])).toContain('events_newest')
    expect(wholeReads(plan)).toEqual([])
    const found: string[] = []
    await asTenant(seeded().db, { accountId: seeded().account }, async (tx) => {
      let position: SelectionAsk['after'] = null
      do {
        const page = await selectEnded(tx, ask(position, 4_999), endedStates)
        found.push(...page.notifications)
        position = page.next
      } while (position)
    })
    expect(found).toEqual(Array.from({ length: 30_000 }, (_, i) => `ntf_${i + 1}`))
  })
})
