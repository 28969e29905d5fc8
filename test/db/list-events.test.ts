import { expect, it } from '@jest/globals'
import { listEvents } from '../../src/db/events.js'
import { asTenant } from '../../src/db/tenant.js'
import { seededDatabase } from './seed.js'

const seeded = seededDatabase()

it('the newest events of an account above many others are listed in order, each once', async () => {
  const { query, db } = seeded()
  await query(
    `insert into accounts (id, parent_id, kind, name) select 'acc_m' || n, 'acc_root', 'merchant', 'M' from generate_series(1, 200) n`,
  )
  // some have one event, others many
  await query(
    `insert into events (account_id, id, type, origin, environment, occurred_at, priority, test, body, data_at, request_hash, created_at)
     select 'acc_m' || ((n * n) % 200 + 1), 'evt_' || n, 'payment.settled', 'api', 'live', now(), 'unattended', false, '{}', 1, '\\x00',
       now() - n * interval '1 second' from generate_series(1, 600) n`,
  )
  const reach = { accountId: 'acc_root', environment: 'live' as const, project: null }
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await asTenant(db, reach, (tx) => listEvents(tx, { limit: 20, cursor }, reach))
    seen.push(...page!.items.map(({ id }) => id))
    cursor = page!.nextCursor ?? undefined
  } while (cursor !== undefined)
  expect(seen).toEqual(Array.from({ length: 600 }, (_, n) => `evt_${String(n + 1)}`))
})
