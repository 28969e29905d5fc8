import { beforeAll, describe, expect, it } from '@jest/globals'
import { randomBytes } from 'node:crypto'
import { always, eventually, until } from '../helpers/eventually.js'
import { send } from '../helpers/http.js'
import { atEndOfFile } from '../helpers/leaks.js'
import { type Posthorn, startPosthorn } from '../helpers/posthorn.js'
import { type Received, type Receiver } from '../helpers/receiver.js'
import { type Scene, scenes } from '../helpers/scene.js'

/** Nodes that share their stores share the key that seals the secrets in them. */
const env = { POSTHORN_SEALING_KEY: randomBytes(32).toString('base64') }

interface Pair {
  readonly one: Posthorn
  readonly other: Posthorn
}

/** Two nodes on one database and one Temporal namespace, started before the tests of a describe. */
function pairOfNodes(ones: Record<string, string> = {}, others: Record<string, string> = {}): () => Pair {
  let pair: Pair | undefined
  beforeAll(async () => {
    const one = await startPosthorn({ env: { ...env, ...ones } })
    atEndOfFile(async () => {
      await pair?.other.stop()
      await one.stop()
    })
    pair = { one, other: await startPosthorn({ env: { ...env, ...others }, beside: one }) }
  }, 60_000)
  return () => pair!
}

const publishAt = async (node: Posthorn, { type }: Scene, id?: string): Promise<string> => {
  const { notifications } = await node.client.publishEvent({ type, data: { amount: 1 }, ...(id !== undefined && { id }) })
  return notifications[0]!.id
}

const publishMany = (node: Posthorn, scene: Scene, count: number) =>
  Promise.all(Array.from({ length: count }, () => publishAt(node, scene)))

const statesOf = async (node: Posthorn, ids: readonly string[]) =>
  new Set((await Promise.all(ids.map((id) => node.client.getNotification({ id })))).map(({ state }) => state))

const receivedIds = (receiver: Receiver) => receiver.received().map(({ headers }) => headers['webhook-id'])
const arrivedAt = ({ at }: Received) => at.getTime()

describe('a node that serves and a node that delivers', () => {
  const nodes = pairOfNodes({ POSTHORN_ROLES: 'api' }, { POSTHORN_ROLES: 'worker' })
  const scene = scenes(() => nodes().one)
  const metric = async (node: Posthorn, name: string) =>
    (await send(node, { path: '/metrics' })).text.match(new RegExp(`^${name}.*$`, 'm'))?.[0]

  it('deliver together what is published, retries included', async () => {
    const { one: api, other: worker } = nodes()
    const here = await scene()
    here.receiver.answers(503, 200)
    const id = await publishAt(api, here)
    await eventually(async () => expect(await api.client.getNotification({ id })).toMatchObject({ state: 'delivered', attempts: 2 }))
    expect(await metric(api, 'posthorn_attempts_total{')).toBeUndefined()
    expect(await metric(worker, 'posthorn_attempts_total{outcome="confirmed"}')).toMatch(/ 1$/)
  })

  it('deliver what waits at once when the API is asked to', async () => {
    const { one: api } = nodes()
    const here = await scene({ schedule: { name: 'payments-72h' } })
    here.receiver.answers(503, 200)
    const id = await publishAt(api, here)
    await eventually(async () => expect(await statesOf(api, [id])).toEqual(new Set(['retrying'])))
    await api.client.retryNotificationNow({ id })
    await eventually(async () => expect(await statesOf(api, [id])).toEqual(new Set(['delivered'])), { withinMs: 5_000 })
  })

  it('can both be looked after, and only one answers the API', async () => {
    const { one: api, other: worker } = nodes()
    for (const path of ['/healthz', '/readyz', '/metrics']) {
      expect([(await send(api, { path })).status, (await send(worker, { path })).status]).toEqual([200, 200])
    }
    expect((await send(worker, { path: '/v1/events' })).json).toMatchObject({ status: 404, code: 'not_found' })
  })
})

describe('two nodes', () => {
  const nodes = pairOfNodes()
  const scene = scenes(() => nodes().one)

  it('hold from 1 s after a pause what either would attempt, and release it all', async () => {
    const { one, other } = nodes()
    const here = await scene({ schedule: { name: 'custom', delaysSeconds: [3, 1] } })
    here.receiver.answers(503)
    const waiting = await publishMany(other, here, 10)
    await eventually(async () => expect(await statesOf(one, waiting)).toEqual(new Set(['retrying'])))
    await one.client.pauseSubscription({ id: here.subscription.id })
    const inForceAt = Date.now() + 1_000
    await until(inForceAt)
    const ids = [...waiting, ...(await publishMany(other, here, 10))]
    await eventually(async () => expect(await statesOf(one, ids)).toEqual(new Set(['held'])))
    expect(here.receiver.received().filter((request) => arrivedAt(request) > inForceAt)).toEqual([])
    here.receiver.answers(200)
    await one.client.resumeSubscription({ id: here.subscription.id })
    await eventually(async () => expect(await statesOf(other, ids)).toEqual(new Set(['delivered'])))
  })

  it('cancel at one what the other attempts', async () => {
    const { one, other } = nodes()
    const here = await scene({ timeoutMs: 30_000 })
    const release = here.receiver.hold()
    here.receiver.answers(503)
    const id = await publishAt(other, here)
    await eventually(() => expect(receivedIds(here.receiver)).toEqual([id]))
    await one.client.cancelNotification({ id })
    release()
    await eventually(async () =>
      expect(await other.client.getNotification({ id })).toMatchObject({ state: 'cancelled', attempts: 1, nextAttemptAt: null }),
    )
    await always(() => expect(here.receiver.received()).toHaveLength(1), 2_500)
  })

  it('make one event of 1,000 publishes with the same id, half of them at each', async () => {
    const { one, other } = nodes()
    const here = await scene()
    const id = `storm-${here.type}`
    const publish = ({ client }: Posthorn) => client.publishEvent({ id, type: here.type, data: { amount: 7 } })
    const answers = await Promise.all(Array.from({ length: 1_000 }, (_, n) => publish(n % 2 === 0 ? one : other)))
    expect(answers.filter(({ duplicate }) => !duplicate)).toHaveLength(1)
    expect(new Set(answers.map(({ notifications }) => JSON.stringify(notifications))).size).toBe(1)
    await eventually(async () =>
      expect((await one.client.getEvent({ id })).notifications).toMatchObject([{ state: 'delivered', attempts: 1 }]),
    )
    expect(await one.query('select count(*)::int as count from events where id = $1', [id])).toEqual([{ count: 1 }])
    expect(here.receiver.received()).toHaveLength(1)
  })

  it('deliver everything when one of them is killed', async () => {
    const { one, other } = nodes()
    const here = await scene({ schedule: { name: 'custom', delaysSeconds: [1, 2, 5, 10, 10] }, timeoutMs: 30_000 })
    const release = here.receiver.hold()
    const ids = (await Promise.all([publishMany(one, here, 100), publishMany(other, here, 200)])).flat()
    await eventually(() => expect(here.receiver.received().length).toBeGreaterThanOrEqual(20))
    const open = here.receiver.received().length
    await other.kill('SIGKILL')
    release()
    await eventually(async () => expect(await statesOf(one, ids)).toEqual(new Set(['delivered'])), { withinMs: 60_000, everyMs: 500 })
    expect(new Set(receivedIds(here.receiver))).toEqual(new Set(ids))
    // Only what was open at the kill may have been sent again.
    expect(here.receiver.received().length).toBeLessThanOrEqual(ids.length + open)
  }, 120_000)
})
