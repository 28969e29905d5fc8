import { describe, expect, it } from '@jest/globals'
import { asTenant } from '../../src/db/tenant.js'
import { undeliveredQuery } from '../../src/db/undelivered.js'
import { planOf } from '../helpers/query-plan.js'
import { seededDatabase } from './seed.js'

describe('the query of the undelivered', () => {
  const seeded = seededDatabase()

  it('reads only what is not delivered, by its index', async () => {
    const { db, query, account, subscription } = seeded()
    // Thirty thousand delivered ones, and a few that are not.
    await query(
      `insert into notifications (id, account_id, event_id, event_type, subscription_id, node_id, state, created_at)
       select 'ntf_' || n, $1, 'evt_' || n, 'payment.settled', $2, 'nod_gone', case when n % 5000 = 0 then 'exhausted' else 'delivered' end,
         now() - interval '1 day' + n * interval '1 second' from generate_series(1, 30000) n`,
      [account, subscription],
    )
    await query('analyze')
    const reach = { accountId: account, environment: 'live' as const, project: null }
    const ask = { account, from: new Date(Date.now() - 86_400_000).toISOString(), until: new Date(), limit: 50 }
    const plan = await asTenant(db, reach, (tx) => planOf(tx, undeliveredQuery(ask, [], reach).compile(tx)))
    expect(plan.map((node) => node['Index Name'])).toContain('notifications_undelivered')
    expect(plan.filter((node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] === 'notifications')).toEqual([])
    const listed = await asTenant(db, reach, (tx) => undeliveredQuery(ask, [], reach).execute(tx))
    expect(listed.rows.map(({ event }) => event)).toEqual([5, 10, 15, 20, 25, 30].map((n) => `evt_${n}000`))
  })
})
