import { expect } from '@jest/globals'
import { eventually } from '../helpers/eventually.js'
import type { Posthorn } from '../helpers/posthorn.js'
import { startReceiver } from '../helpers/receiver.js'
import { freshType } from '../helpers/scene.js'

const answer = 'Thank you, Maria'

export const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
export const patiently = { withinMs: 30_000, everyMs: 200 }

/** An account with an endpoint; what is published there can be made older than it is. */
export async function openShop(posthorn: Posthorn, parent?: string) {
  const { client, query } = posthorn
  const { id: account } = await client.createAccount({ name: 'Shop', ...(parent !== undefined && { parent }) })
  const type = freshType()
  const receiver = await startReceiver()
  receiver.answers({ status: 200, body: answer })
  const schedule = { name: 'custom' as const, delaysSeconds: [] }
  const { id: subscription } = await client.createSubscription({
    account,
    url: receiver.url,
    eventTypes: [type],
    schedule,
    activate: true,
  })
  const publish = async (more: { id?: string; resource?: string } = {}) => {
    const { id, notifications } = await client.publishEvent({ account, type, data: { name: 'Maria' }, ...more })
    return { id, notification: notifications[0]!.id }
  }
  const ended = async (notification: string) =>
    await eventually(async () => expect(['delivered', 'exhausted']).toContain((await client.getNotification({ id: notification })).state))
  return {
    account,
    type,
    receiver,
    subscription,
    publish,
    ended,
    deliver: async (more: { id?: string; resource?: string } = {}) => {
      const published = await publish(more)
      await ended(published.notification)
      return published
    },
    daysLater: async (days: number) => {
      const past = `- ${String(days)} * interval '1 day'`
      await query(`update events set created_at = created_at ${past} where account_id = $1`, [account])
      await query(`update notifications set created_at = created_at ${past}, updated_at = updated_at ${past} where account_id = $1`, [
        account,
      ])
    },
    keep: async (days: { payloadDays?: number | null; attemptBodiesDays?: number | null; metadataDays?: number | null }) => {
      const { version } = await client.getRetention({ id: account })
      return client.setRetention({ id: account, ifMatch: version, ...days })
    },
    event: (id: string) => client.getEvent({ id, account }),
    count: async (table: string) => Number((await query(`select count(*) from ${table} where account_id = $1`, [account]))[0]!['count']),
    close: () => receiver.stop(),
  }
}
