import { describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { listOwnEventTypes, ownEventTypesQuery } from '../../src/db/event-types.js'
import { asTenant } from '../../src/db/tenant.js'
import { seededDatabase } from './seed.js'

interface Plan {
  readonly 'Node Type': string
  readonly 'Index Name'?: string
  readonly 'Relation Name'?: string
  readonly Plans?: readonly Plan[]
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]

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
    const reach = { accountId: account, environment: 'live' as const }
    const ask = { account, after: 'shop.t2', limit: 10 }
    const plan = await asTenant(db, reach, async (tx) => {
      const { rows } = await sql<{ 'QUERY PLAN': [{ Plan: Plan }] }>`explain (format json) ${ownEventTypesQuery(ask, reach)}`.execute(tx)
      return nodesOf(rows[0]!['QUERY PLAN'][0].Plan)
    })
    expect(plan.map((node) => node['Index Name'])).toContain('event_types_pkey')
    expect(plan.filter((node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] === 'event_types')).toEqual([])
    const listed = await asTenant(db, reach, (tx) => listOwnEventTypes(tx, ask, reach))
    expect(listed).toHaveLength(11)
    expect(listed.every((type) => type.account === account)).toBe(true)
  })
})
