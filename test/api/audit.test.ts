import { beforeAll, describe, expect, it } from '@jest/globals'
import { type OperationId, type Route, routes } from '../../src/contract/routes.js'
import { send } from '../helpers/http.js'
import { atEndOfFile } from '../helpers/leaks.js'
import { type Posthorn, sharedPosthorn } from '../helpers/posthorn.js'
import { type Receiver, startReceiver } from '../helpers/receiver.js'
import { isPlatforms, requests } from '../isolation/requests.js'
import { createTenant } from '../isolation/tenant.js'
import { toAsk } from '../isolation/to-ask.js'

/** Operations that are no GET and yet change nothing that is audited: events are their own record. */
const unaudited: ReadonlySet<OperationId> = new Set<OperationId>(['publishEvent', 'publishBatch'])
const isChange = ([id, { method }]: [OperationId, Route]) => method !== 'get' && !unaudited.has(id)
const changing = (Object.entries(routes) as [OperationId, Route][]).filter(isChange)

/** An event that is simulated is its own record, as any other: it is there before the entry of who asked for it. */
const undone = changing.filter(([id]) => id !== 'simulateEvent')

const posthorn = sharedPosthorn()

const entries = () => posthorn().query('select account_id, sequence, action, actor_id, reason, request_id from audit_entries order by 1, 2')

/** Everything a tenant owns; attempts go on by themselves. */
async function contents({ query }: Posthorn): Promise<unknown> {
  const tables = await query(
    `select distinct table_name from information_schema.columns where table_schema = 'public' and column_name = 'account_id'
      and table_name not in ('attempts', 'account_paths') union select 'accounts' order by 1`,
  )
  return Promise.all(
    tables.map(({ table_name }) => query(`select to_jsonb(t) - 'last_used_at' as row from ${String(table_name)} t order by 1`)),
  )
}

describe('the audit', () => {
  let receiver: Receiver
  beforeAll(async () => {
    receiver = await startReceiver()
    atEndOfFile(() => receiver.stop())
  })

  const tenantAsk = async (id: OperationId, route: Route) => {
    const tenant = await createTenant(posthorn(), receiver)
    const parts = id === 'pauseReplay' ? { params: { id: await tenant.replay('running') } } : await requests[id](tenant)
    const ask = toAsk(route, parts)
    const { baseUrl, apiKey } = posthorn()
    const own = 'apiKey' in parts ? parts.apiKey : tenant.apiKey
    return () => send({ baseUrl, apiKey: isPlatforms(id) ? apiKey : own }, ask)
  }

  it.each(changing)('has exactly one entry of %s', async (id, route) => {
    const ask = await tenantAsk(id, route)
    const before = await entries()
    const answer = await ask()
    expect(answer.status).toBe(route.status)
    const known = new Set(before.map(({ account_id, sequence }) => `${String(account_id)} ${String(sequence)}`))
    const fresh = (await entries()).filter(({ account_id, sequence }) => !known.has(`${String(account_id)} ${String(sequence)}`))
    expect(fresh).toMatchObject([
      { action: expect.stringMatching(/^[a-z-]+\.[a-z-]+$/), reason: expect.stringMatching(/^test/), request_id: expect.any(String) },
    ])
    expect(fresh[0]!['request_id']).toBe(answer.headers.get('x-request-id'))
  })

  it.each(undone)('has none of %s when the change is rolled back, and nothing is changed', async (id, route) => {
    const { query } = posthorn()
    const ask = await tenantAsk(id, route)
    await query(`create or replace function refuse_commit() returns trigger language plpgsql as $$ begin raise exception 'planted'; end $$`)
    await query(
      `create constraint trigger refuse_commit after insert on audit_entries deferrable initially deferred for each row execute function refuse_commit()`,
    )
    const before = await contents(posthorn())
    const { status } = await ask().finally(() => query('drop trigger refuse_commit on audit_entries'))
    expect(status).toBe(500)
    expect(await contents(posthorn())).toEqual(before)
  })
})
