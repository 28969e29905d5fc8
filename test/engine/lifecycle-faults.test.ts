import { afterEach, describe, expect, it } from '@jest/globals'
import { createLifecycle } from '../../src/engine/lifecycle.js'
import { seededDatabase } from '../db/seed.js'
import { eventually } from '../helpers/eventually.js'

describe('a row that the lifecycle cannot handle', () => {
  const seeded = seededDatabase()
  const ends: (() => Promise<void>)[] = []
  afterEach(async () => {
    await Promise.all(ends.splice(0).map((end) => end()))
  })

  it('stops no other work, nor other rows, and is put off', async () => {
    const { db, query, account, subscription } = seeded()
    await query(
      `insert into subscriptions select (jsonb_populate_record(null::subscriptions, to_jsonb(s) || jsonb_build_object('id', 'sub_' || n))).*
       from subscriptions s, generate_series(1, 102) n`,
    )
    // more than a page of those that fault comes before the one that does not
    await query(
      `update subscriptions set certificates_look_at = now() - interval '1 hour', sealed_client_key = 'x',
         client_certificate = '{"validFrom": "none", "expiresAt": "none"}' where id = any($1)`,
      [Array.from({ length: 101 }, (_, n) => `sub_${String(n + 1)}`)],
    )
    await query(`update subscriptions set certificates_look_at = now() where id = 'sub_102'`)
    await query(
      `insert into notifications (id, account_id, event_id, event_type, subscription_id, node_id, state, last_status, round_started_at, created_at, updated_at)
       values ('ntf_1', $1, 'evt_1', 'payment.settled', $2, 'nod_gone', 'gone', 410, now(), now(), now() + interval '1 minute')`,
      [account, subscription],
    )
    const faults: string[] = []
    const lifecycle = createLifecycle(
      {
        db,
        nodeId: 'nod_1',
        publish: () => Promise.reject(new Error('nothing is published here')),
        fail: () => Promise.resolve(),
        onTold: () => undefined,
        onFault: (work) => faults.push(work),
      },
      { failingAfterSeconds: 1, failingAfterFailures: 0, pauseFailingAfterDays: 5 },
    )
    ends.push(() => lifecycle.stop())
    await eventually(async () => {
      expect(await query('select state from subscriptions where id = $1', [subscription])).toEqual([{ state: 'paused' }])
      expect(await query(`select certificates_look_at as at from subscriptions where id = 'sub_102'`)).toEqual([{ at: null }])
    })
    const putOff = `select count(*)::int from subscriptions where certificates_look_at between now() + interval '23 hours' and now() + interval '1 day'`
    expect(await query(putOff)).toEqual([{ count: 101 }])
    expect(faults.filter((work) => work === 'certificates')).toHaveLength(101)
  })
})
