import { describe, expect, it } from '@jest/globals'
import { eventually } from '../helpers/eventually.js'
import { send } from '../helpers/http.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import { temporal, temporalJson } from '../helpers/temporal.js'
import { openShop, patiently } from './retention-shop.js'

describe('the application of retention', () => {
  const posthorn = sharedPosthorn({ env: { POSTHORN_RETENTION_EVERY_SECONDS: '1' } })

  it('takes nothing from who publishes meanwhile, and loses none of it', async () => {
    const { client, query } = posthorn()
    const shop = await openShop(posthorn())
    const columns = `account_id, id, type, origin, environment, occurred_at, priority, test, body, data_at, request_hash, created_at`
    await query(
      `insert into events (${columns}) select $1, 'old-' || n, $2, 'api', 'live', now(), 'unattended', false, '{"data":{}}', 8, '\\x00', now() - interval '40 days' + n * interval '1 second'
       from generate_series(1, 5000) n`,
      [shop.account, shop.type],
    )
    await query(
      `insert into notifications (id, account_id, event_id, event_type, subscription_id, node_id, state, created_at, updated_at)
       select 'ntf_old' || n, $1, 'old-' || n, $2, $3, 'nod_gone', 'delivered', now() - interval '40 days', now() - interval '40 days' from generate_series(1, 5000) n`,
      [shop.account, shop.type, shop.subscription],
    )
    await shop.keep({ metadataDays: 30 })
    const published = []
    for (let round = 0; (await shop.count('events')) > published.length; round++) {
      // some of them under ids that are being removed at this moment
      const ids = Array.from({ length: 10 }, (_, n) => (n === 0 ? `old-${String(round * 37 + 1)}` : `new-${String(round)}-${String(n)}`))
      const answers = await Promise.all(
        ids.map((id) =>
          client.publishEvent({ account: shop.account, type: shop.type, id, data: { round } }).catch((error: unknown) => error),
        ),
      )
      answers.forEach((answer, n) => {
        if (!(answer instanceof Error)) published.push(ids[n])
        else expect(answer).toMatchObject({ problem: { code: 'event_id_conflict' } })
      })
    }
    await eventually(() => expect(shop.receiver.received()).toHaveLength(published.length), patiently)
    const states = await query(`select state, count(*)::int from notifications where account_id = $1 group by 1`, [shop.account])
    expect(states).toEqual([{ state: 'delivered', count: published.length }])
    const { text } = await send(posthorn(), { path: '/metrics' })
    expect(Number(/^posthorn_retention_removed_total\{class="metadata"\} (\d+)$/m.exec(text)?.[1])).toBeGreaterThanOrEqual(5_000)
    expect(text).toMatch(/^posthorn_retention_overdue_seconds \d/m)
    await shop.close()
  })

  it('is a schedule in Temporal that shows what each application has removed, and is made again', async () => {
    const list = () =>
      temporalJson<{ execution: { workflowId: string } }[]>(
        posthorn(),
        'workflow',
        'list',
        '--query',
        "WorkflowType='applyRetention' and ExecutionStatus='Completed'",
      )
    const { execution } = await eventually(async () => (await list())[0] ?? Promise.reject(new Error('none yet')), patiently)
    const shown = await temporalJson<{ result: object }>(posthorn(), 'workflow', 'result', '--workflow-id', execution.workflowId)
    expect(shown.result).toEqual({ metadata: expect.any(Number), payload: expect.any(Number), attemptBodies: expect.any(Number) })
    await temporal(posthorn(), 'schedule', 'delete', '--schedule-id', 'posthorn-retention')
    await posthorn().restart()
    await eventually(() => temporal(posthorn(), 'schedule', 'describe', '--schedule-id', 'posthorn-retention'), patiently)
  })

  it('goes on after a kill where it was', async () => {
    const { query } = posthorn()
    const shop = await openShop(posthorn())
    await query(
      `insert into events (account_id, id, type, origin, environment, occurred_at, priority, test, body, data_at, request_hash, created_at)
       select $1, 'old-' || n, $2, 'api', 'live', now(), 'unattended', false, '{"data":{}}', 8, '\\x00', now() - interval '40 days' + n * interval '1 second'
       from generate_series(1, 10000) n`,
      [shop.account, shop.type],
    )
    await shop.keep({ payloadDays: 30 })
    const left = async () =>
      Number((await query(`select count(*) from events where account_id = $1 and payload_removed_at is null`, [shop.account]))[0]!['count'])
    await eventually(async () => expect(await left()).toBeLessThan(10_000), { withinMs: 30_000, everyMs: 5 })
    await posthorn().kill('SIGKILL')
    const atKill = await left()
    expect(atKill).toBeGreaterThan(0)
    const [before] = await query(`select scanned_at::text from retention_marks where account_id = $1`, [shop.account])
    const removedAt = await query(
      `select count(*)::int, max(payload_removed_at)::text as at from events where account_id = $1 and payload_removed_at is not null`,
      [shop.account],
    )
    await posthorn().restart()
    await eventually(async () => expect(await left()).toBe(0), { withinMs: 60_000, everyMs: 200 })
    expect(before).toBeDefined()
    const same = await query(`select count(*)::int from events where account_id = $1 and payload_removed_at <= $2::timestamptz`, [
      shop.account,
      removedAt[0]!['at'],
    ])
    expect(same).toEqual([{ count: removedAt[0]!['count'] }])
    await shop.close()
  }, 120_000)
})
