import { expect, it } from '@jest/globals'
import { always, eventually } from '../helpers/eventually.js'
import { type Posthorn, withPosthorn } from '../helpers/posthorn.js'

const wide = {
  POSTHORN_OPEN_ATTEMPTS_PER_NODE: '64',
  POSTHORN_OPEN_ATTEMPTS_PER_ACCOUNT: '64',
  POSTHORN_OPEN_ATTEMPTS_PER_SUBSCRIPTION: '64',
}
const type = 'test.capped.happened'

async function publishMany({ client }: Pick<Posthorn, 'client'>, count: number): Promise<string[]> {
  const published = await Promise.all(Array.from({ length: count }, (_, n) => client.publishEvent({ type, data: { n } })))
  return published.flatMap(({ notifications }) => notifications.map(({ id }) => id))
}

it.each([
  { of: 'a subscription', variable: 'POSTHORN_OPEN_ATTEMPTS_PER_SUBSCRIPTION', subscriptions: 1 },
  { of: 'an account', variable: 'POSTHORN_OPEN_ATTEMPTS_PER_ACCOUNT', subscriptions: 2 },
  { of: 'a node', variable: 'POSTHORN_OPEN_ATTEMPTS_PER_NODE', subscriptions: 2 },
])('no more attempts of $of are open than it may have, and the others follow', async ({ variable, subscriptions }) => {
  await withPosthorn(
    async ({ client, receiver }) => {
      const endpoint = { eventTypes: [type], timeoutMs: 30_000, activate: true }
      for (let n = 0; n < subscriptions; n++) await client.createSubscription({ ...endpoint, url: `${receiver.url}/${n}` })
      const release = receiver.hold()
      const ids = await publishMany({ client }, 8)
      expect(ids).toHaveLength(8 * subscriptions)
      await eventually(() => expect(receiver.received()).toHaveLength(3))
      await always(() => expect(receiver.received()).toHaveLength(3), 1_500)
      release()
      await eventually(() => expect(receiver.received()).toHaveLength(ids.length), { withinMs: 30_000 })
      await eventually(async () => {
        for (const id of ids) expect(await client.getNotification({ id })).toMatchObject({ state: 'delivered', attempts: 1 })
      })
    },
    { env: { ...wide, [variable]: '3' } },
  )
})
