import { afterEach } from '@jest/globals'
import { randomBytes } from 'node:crypto'
import type { Posthorn } from './posthorn.js'
import { type Receiver, startReceiver } from './receiver.js'

type SubscriptionRequest = Parameters<Posthorn['client']['createSubscription']>[0]

export interface Scene {
  readonly posthorn: Posthorn
  readonly client: Posthorn['client']
  readonly receiver: Receiver
  readonly subscription: Awaited<ReturnType<Posthorn['client']['createSubscription']>>
  /** An event type that only this scene's subscription asks for. */
  readonly type: string
  /** Publishes an event of that type. */
  publish(data?: Record<string, unknown>, id?: string): ReturnType<Posthorn['client']['publishEvent']>
  /** Publishes one event and returns the id of its only notification. */
  notify(data?: Record<string, unknown>): Promise<string>
}

/** An event type nobody else in the run uses. */
export const freshType = () => `test.t${randomBytes(6).toString('hex')}.happened`

/** Scenes for the tests of a file: receiver and active subscription for a fresh event type, gone after each test. */
export function scenes(posthorn: () => Posthorn): (subscription?: Partial<SubscriptionRequest>) => Promise<Scene> {
  const open: Scene[] = []
  afterEach(async () => {
    await Promise.all(open.splice(0).map(close))
  })
  return async (subscription = {}) => {
    const scene = await openScene(posthorn(), subscription)
    open.push(scene)
    return scene
  }
}

async function openScene(posthorn: Posthorn, request: Partial<SubscriptionRequest>): Promise<Scene> {
  const { client } = posthorn
  const receiver = await startReceiver()
  const type = freshType()
  const schedule = { name: 'custom' as const, delaysSeconds: [1, 1, 1, 1, 1] }
  const subscription = await client
    .createSubscription({ url: receiver.url, eventTypes: [type], schedule, activate: true, ...request })
    .catch(async (error: unknown) => {
      await receiver.stop()
      throw error
    })
  const publish = (data: Record<string, unknown> = { amount: 1 }, id?: string) =>
    client.publishEvent({ type, data, ...(id === undefined ? {} : { id }) })
  const notify = async (data?: Record<string, unknown>) => {
    const { notifications } = await publish(data)
    if (notifications[0] === undefined) throw new Error('The event matched nobody')
    return notifications[0].id
  }
  return { posthorn, client, receiver, subscription, type, publish, notify }
}

async function close({ client, receiver, subscription }: Scene): Promise<void> {
  await client.deleteSubscription({ id: subscription.id }).catch(() => undefined) // the test may have deleted it, or the node
  await receiver.stop()
}
