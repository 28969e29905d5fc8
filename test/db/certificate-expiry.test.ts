import { beforeAll, describe, expect, it } from '@jest/globals'
import { findToLookAt, tellOfCertificates, toLookAtQuery } from '../../src/db/certificate-expiry.js'
import { planOf } from '../helpers/query-plan.js'
import { seededDatabase } from './seed.js'

describe('the sweep for certificates that end', () => {
  const seeded = seededDatabase()
  beforeAll(async () => {
    const { query } = seeded()
    await query(
      `insert into subscriptions select (jsonb_populate_record(null::subscriptions, to_jsonb(s) || jsonb_build_object('id', 'sub_' || n,
         'certificates_look_at', case when n > 1990 then now() + interval '1 day' end))).*
       from subscriptions s, generate_series(1, 2000) n`,
    )
    await query(`update subscriptions set certificates_look_at = now() where id in ('sub_7', 'sub_8')`)
    await query(`update subscriptions set state = 'deleted' where id = 'sub_8'`)
    await query('analyze')
  }, 60_000)

  it('reads by its index alone, and finds the one among many', async () => {
    const { db } = seeded()
    const plan = await planOf(db.query, toLookAtQuery(100).compile(db.query))
    expect(plan.map((node) => node['Index Name'])).toContain('subscriptions_certificates')
    expect(plan.map((node) => node['Node Type'])).not.toContain('Seq Scan')
    expect(await findToLookAt(db, 100)).toEqual(['sub_7'])
  })

  it('is won by one node, and ends where there is nothing to tell', async () => {
    const { db, query } = seeded()
    const looked = await Promise.all([1, 2, 3].map(() => tellOfCertificates(db, 'sub_7', new Date())))
    expect(looked.filter(Boolean)).toEqual([true])
    expect(await findToLookAt(db, 100)).toEqual([])
    expect(await query('select certificates_look_at from subscriptions where id = $1', ['sub_7'])).toEqual([{ certificates_look_at: null }])
  })
})
