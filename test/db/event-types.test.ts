import { describe, expect, it } from '@jest/globals'
import { listOwnEventTypes, ownEventTypesQuery } from '../../src/db/event-types.js'
import { asTenant } from '../../src/db/tenant.js'
import { planOf } from '../helpers/query-plan.js'
import { seededDatabase } from './seed.js'

describe('the list of the event types that accounts have defined', () => {
  const seeded = seededDatabase()

  it('reads the types of one account and those above, by their index', async () => {
    const { db, query, account } = seeded()
    await query(`insert into accounts (id, parent_id, name) select 'acc_other' || n, 'acc_root', 'Other' from generate_series(1, 300) n`)
    await query(
      `insert into event_types (account_id, type, version, description, domain, product, flow, data_type, origins, dedupe_pointers, dedupe_words, schema, example)
       select id, 'shop.t' || n || '.happened', 1, 'x', 'custom', 'custom', 'custom', 'object', '{api}', '{/id}', 'x', '{}', '{}'
       from accounts, generate_series(1, 50) n`,
    )
    await query('analyze')
    const reach = { accountId: account, environment: 'live' as const, project: null }
    const ask = { account, after: 'shop.t2', limit: 10 }
    const plan = await asTenant(db, reach, (tx) => planOf(tx, ownEventTypesQuery(ask, reach).compile(tx)))
    expect(plan.map((node) => node['Index Name'])).toContain('event_types_pkey')
    expect(plan.filter((node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] === 'event_types')).toEqual([])
    const listed = await asTenant(db, reach, (tx) => listOwnEventTypes(tx, ask, reach))
    expect(listed).toHaveLength(11)
    expect(listed.every((type) => type.account === account)).toBe(true)
  })
})
