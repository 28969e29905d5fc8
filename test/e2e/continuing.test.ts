import { describe, expect, it } from '@jest/globals'
import { createClient } from '../../src/client/client.js'
import { eventually } from '../helpers/eventually.js'
import { startLink } from '../helpers/link.js'
import { withPosthorn } from '../helpers/posthorn.js'
import type { Scene } from '../helpers/scene.js'

const minutes = 60_000

async function subscribe({ client, receiver }: Pick<Scene, 'client' | 'receiver'>, delaysSeconds: number[]): Promise<void> {
  await client.createSubscription({
    url: receiver.url,
    eventTypes: ['payment.*'],
    schedule: { name: 'custom', delaysSeconds },
    activate: true,
  })
}

const publishMany = (client: Scene['client'], count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, n) =>
      client.publishEvent({ id: `evt-${n}`, type: 'payment.settled', data: { object: { id: `pay_${n}` } } }),
    ),
  )

const statesOf = async (client: Scene['client'], ids: readonly string[]) =>
  new Set((await Promise.all(ids.map((id) => client.getNotification({ id })))).map(({ state }) => state))

describe('a node that is started again', () => {
  it(
    'goes on with what was waiting when it was stopped',
    async () => {
      await withPosthorn(async ({ client, receiver, kill, restart }) => {
        await subscribe({ client, receiver }, [15, 1])
        receiver.answers(503)
        const ids = (await publishMany(client, 20)).map(({ notifications }) => notifications[0]!.id)
        await eventually(async () => expect(await statesOf(client, ids)).toEqual(new Set(['retrying'])))
        expect(await kill('SIGTERM')).toBe(0)
        receiver.answers(200)
        await restart()
        await eventually(async () => expect(await statesOf(client, ids)).toEqual(new Set(['delivered'])), { withinMs: minutes })
        expect(new Set(receiver.received().map(({ headers }) => headers['webhook-id']))).toEqual(new Set(ids))
        expect(receiver.received()).toHaveLength(40)
      })
    },
    3 * minutes,
  )

  it(
    'delivers what was under way when it was killed, under the same webhook-id',
    async () => {
      await withPosthorn(async ({ client, receiver, kill, restart }) => {
        await subscribe({ client, receiver }, [1])
        const release = receiver.hold()
        const ids = (await publishMany(client, 30)).map(({ notifications }) => notifications[0]!.id)
        await eventually(() => expect(receiver.received().length).toBeGreaterThan(0))
        expect(await kill('SIGKILL')).toBe('SIGKILL')
        release()
        await restart()
        await eventually(async () => expect(await statesOf(client, ids)).toEqual(new Set(['delivered'])), { withinMs: minutes })
        const bodies = new Map(receiver.received().map(({ headers, body }) => [headers['webhook-id'], body.toString('utf8')]))
        expect(new Set(bodies.keys())).toEqual(new Set(ids))
        for (const { headers, body } of receiver.received()) expect(body.toString('utf8')).toBe(bodies.get(headers['webhook-id']))
      })
    },
    3 * minutes,
  )

  it(
    'answers a publish that is repeated after a kill with the first result',
    async () => {
      await withPosthorn(async ({ client, receiver, kill, restart }) => {
        await subscribe({ client, receiver }, [1])
        const [first] = await publishMany(client, 1)
        await kill('SIGKILL')
        await restart()
        const [second] = await publishMany(client, 1)
        expect(second).toEqual({ ...first, duplicate: true })
      })
    },
    3 * minutes,
  )

  it(
    'answers a publish whose first answer was lost after the commit with that answer',
    async () => {
      await withPosthorn(async ({ client, receiver, baseUrl, apiKey, query }) => {
        await subscribe({ client, receiver }, [1])
        const link = await startLink(new URL(baseUrl).host)
        const publisher = createClient({ baseUrl: `http://${link.address}`, apiKey })
        link.holdAnswers()
        const first = publishMany(publisher, 1).then(
          () => 'answered',
          () => 'lost',
        )
        const stored = await eventually(async () => {
          const rows = await query(`select id, subscription_id as subscription from notifications where event_id = 'evt-0'`)
          expect(rows).toHaveLength(1)
          return rows
        })
        link.cut()
        expect(await first).toBe('lost')
        link.mend()
        expect(await publishMany(publisher, 1)).toEqual([{ id: 'evt-0', duplicate: true, notifications: stored }])
        await eventually(() => expect(receiver.received().map(({ headers }) => headers['webhook-id'])).toEqual([stored[0]?.['id']]))
        await link.stop()
      })
    },
    3 * minutes,
  )

  it(
    'stops in order within 10 s when asked, and leaves nothing half-recorded',
    async () => {
      await withPosthorn(async ({ client, receiver, kill, query }) => {
        await subscribe({ client, receiver }, [1])
        await publishMany(client, 200)
        const askedAt = Date.now()
        expect(await kill('SIGTERM')).toBe(0)
        expect(Date.now() - askedAt).toBeLessThan(10_000)
        const [row] = await query(
          `select count(*)::int as count from notifications n where attempts <> (select count(*) from attempts a where a.notification_id = n.id and not a.duplicate)`,
        )
        expect(row).toEqual({ count: 0 })
      })
    },
    3 * minutes,
  )
})
