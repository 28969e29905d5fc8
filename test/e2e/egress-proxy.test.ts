import { expect, it } from '@jest/globals'
import { withProxy } from '../delivery/proxy.js'
import { eventually } from '../helpers/eventually.js'
import { withPosthorn } from '../helpers/posthorn.js'

const canary = 'canary-proxy-6e1d'
const refusals = ['HTTP/1.1 407 Proxy Authentication Required\r\n\r\n', 'HTTP/1.1 503 Service Unavailable\r\n\r\n']

it('the faults of an egress proxy delay a delivery and are not charged to its receiver', async () => {
  await withProxy(
    (proxy) =>
      withPosthorn(
        async ({ client, receiver, log, query }) => {
          await client.createSubscription({ url: receiver.url, eventTypes: ['payment.settled'], activate: true })
          const { notifications } = await client.publishEvent({ type: 'payment.settled', data: { object: { id: 'pay_1' } } })
          const id = notifications[0]!.id
          await eventually(async () => expect(await client.getNotification({ id })).toMatchObject({ state: 'delivered', attempts: 1 }), {
            withinMs: 30_000,
          })
          const { items } = await client.listAttempts({ id })
          expect(items).toMatchObject([{ outcome: 'confirmed' }])
          expect(receiver.received()).toHaveLength(1)
          expect(proxy.asked().length).toBeGreaterThan(refusals.length)
          for (const asked of proxy.asked())
            expect(asked).toContain(`Proxy-Authorization: Basic ${Buffer.from(`us:${canary}`).toString('base64')}`)
          expect(log()).toContain('egress proxy: HTTP 407: it wants other credentials')
          expect(log()).not.toContain(canary)
          expect(JSON.stringify(await query('select * from attempts'))).not.toContain(canary)
        },
        { env: { POSTHORN_EGRESS_PROXY_URL: `http://us:${canary}@127.0.0.1:${String(proxy.port)}` } },
      ),
    { answers: (number) => refusals[number - 1] },
  )
})
