import { describe, expect, it } from '@jest/globals'
import { eventually } from '../helpers/eventually.js'
import { startPosthorn } from '../helpers/posthorn.js'
import { startReceiver } from '../helpers/receiver.js'

describe('a bulk replay of very many', () => {
  const count = 50_000

  it('goes on after kill -9 where it was, and takes none twice', async () => {
    const posthorn = await startPosthorn()
    const { client, query } = posthorn
    const receiver = await startReceiver()
    const subscription = await client.createSubscription({ url: receiver.url, eventTypes: ['test.very.many'], activate: true })
    await client.pauseSubscription({ id: subscription.id })
    await query(
      `insert into events (account_id, id, type, origin, environment, occurred_at, priority, test, body, data_at, request_hash, created_at)
      select 'acc_root', 'many-' || i, 'test.very.many', 'api', 'live', now(), 'unattended', false, '{"data":{}}', 8, '', now() - interval '1 hour' + i * interval '1 millisecond'
      from generate_series(1, $1) i`,
      [count],
    )
    await query(
      `insert into notifications (id, account_id, event_id, event_type, subscription_id, node_id, state, attempts, created_at)
      select 'ntf_many' || i, 'acc_root', 'many-' || i, 'test.very.many', $2, 'nod_gone', 'exhausted', 1, now() - interval '1 hour' + i * interval '1 millisecond'
      from generate_series(1, $1) i`,
      [count, subscription.id],
    )
    await query('analyze')
    const { id } = await client.createReplay({
      include: 'failed',
      filter: { from: new Date(Date.now() - 7_200_000).toISOString(), to: new Date().toISOString() },
      reason: 'the receiver was down',
      ratePerSecond: 5_000,
    })
    await eventually(async () => expect((await client.getReplay({ id })).replayed).toBeGreaterThan(0), { withinMs: 30_000 })
    await posthorn.kill('SIGKILL')
    const [before] = await query('select replayed from replays')
    expect(Number(before!['replayed'])).toBeLessThan(count)
    await posthorn.restart()
    const ended = await eventually(
      async () => {
        const replay = await client.getReplay({ id })
        expect(replay.endedAt).not.toBeNull()
        return replay
      },
      { withinMs: 120_000, everyMs: 500 },
    )
    expect(ended).toMatchObject({
      state: 'completed',
      selected: count,
      replayed: count,
      skipped: 0,
      failed: 0,
    })
    const rounds = await query('select state, round, count(*)::int from notifications group by 1, 2')
    expect(rounds).toEqual([{ state: 'held', round: 2, count }])
    expect(await query('select count(*)::int from replay_rounds')).toEqual([{ count }])
    await receiver.stop()
    await posthorn.stop()
  }, 180_000)
})
