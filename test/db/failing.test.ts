import { beforeAll, describe, expect, it } from '@jest/globals'
import { failingQuery, failingTooLongQuery, findFailing, findGone, goneQuery, recoveredQuery } from '../../src/db/failing.js'
import { releaseQuery } from '../../src/db/sweep.js'
import { planOf } from '../helpers/query-plan.js'
import { seededDatabase } from './seed.js'

describe('the sweeps for endpoints that fail', () => {
  const seeded = seededDatabase()
  // thirty thousand delivered ones, a few that were given up, and a few whose receiver is gone
  beforeAll(async () => {
    const { query, account, subscription } = seeded()
    await query(
      `insert into subscriptions select (jsonb_populate_record(null::subscriptions, to_jsonb(s) || jsonb_build_object('id', 'sub_' || n))).*
       from subscriptions s, generate_series(1, 200) n`,
    )
    await query(
      `insert into notifications (id, account_id, event_id, event_type, subscription_id, node_id, state, last_status, round_started_at, created_at, updated_at)
       select 'ntf_' || n, $1, 'evt_' || n, 'payment.settled', case when n > 29990 then $2 else 'sub_' || (n % 200 + 1) end, 'nod_gone',
         case when n > 29995 then 'gone' when n > 29990 then 'exhausted' else 'delivered' end, case when n > 29995 then 410 else 200 end,
         now() + interval '1 minute', now(), now() + interval '1 minute'
       from generate_series(1, 30000) n`,
      [account, subscription],
    )
    await query(`update subscriptions set failing_since = now() - interval '1 hour' where id = 'sub_7'`)
    await query('analyze')
  }, 60_000)

  it.each(
    Object.entries({
      failing: failingQuery({ afterSeconds: 3_600, limit: 100 }),
      recovered: recoveredQuery(100),
      failingTooLong: failingTooLongQuery({ days: 5, limit: 100 }),
      gone: goneQuery(100),
      release: releaseQuery(100),
    }),
  )('%s: reads notifications by indexes alone', async (_, query) => {
    const { query: db } = seeded().db
    const plan = await planOf(db, query.compile(db))
    const ofNotifications = plan.filter((node) => node['Relation Name'] === 'notifications')
    expect(ofNotifications.length).toBeGreaterThan(0)
    expect(ofNotifications.filter((node) => node['Node Type'] === 'Seq Scan')).toEqual([])
  })

  it('find the one among many', async () => {
    const { db, subscription } = seeded()
    expect(await findGone(db, 100)).toEqual([subscription])
    expect((await findFailing(db, { afterSeconds: -3_600, limit: 100 })).map(({ id }) => id)).toEqual([subscription])
  })
})
