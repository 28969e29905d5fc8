import { describe, expect, it } from '@jest/globals'
import { eventually } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import type { Received, Receiver } from '../helpers/receiver.js'
import { type Scene, scenes } from '../helpers/scene.js'

const sequenceOf = ({ body }: Pick<Received, 'body'>) => (JSON.parse(body.toString('utf8')) as { sequence?: number }).sequence
const sequences = (receiver: Receiver) => receiver.received().map(sequenceOf)
/** Of a resource that no other test has. */
const publishTo = ({ client, type }: Scene, resource?: string) =>
  client.publishEvent({ type, ...(resource !== undefined && { resource: `${resource}-${type}` }), data: {} })

describe('a subscription that gets the events of a resource in order (S4-19)', () => {
  const posthorn = sharedPosthorn()
  const scene = scenes(posthorn)

  it('gets the next only when the one before has been confirmed, however many there are', async () => {
    const here = await scene({ ordering: { waitSeconds: 600 } })
    const seen = new Map<number, number>()
    here.receiver.answers((request) => {
      const sequence = sequenceOf(request) ?? 0
      seen.set(sequence, (seen.get(sequence) ?? 0) + 1)
      return sequence % 4 === 1 && seen.get(sequence) === 1 ? 503 : 200
    })
    await Promise.all(Array.from({ length: 9 }, () => publishTo(here, 'pay_1')))
    await eventually(() => expect(seen.get(9)).toBe(2), { withinMs: 60_000 })
    expect(sequences(here.receiver)).toEqual([1, 1, 2, 3, 4, 5, 5, 6, 7, 8, 9, 9])
  }, 90_000)

  it('gets events of other resources, and of none, meanwhile; and says what one waits for', async () => {
    const here = await scene({ ordering: { waitSeconds: 600 }, schedule: { name: 'custom', delaysSeconds: [600] } })
    here.receiver.answers((request) => (sequenceOf(request) === 1 && request.body.toString('utf8').includes('pay_1') ? 503 : 200))
    await publishTo(here, 'pay_1')
    await eventually(() => expect(here.receiver.received()).toHaveLength(1))
    const [behind] = (await publishTo(here, 'pay_1')).notifications
    await publishTo(here, 'pay_2')
    await publishTo(here)
    await eventually(() => expect(sequences(here.receiver)).toEqual(expect.arrayContaining([1, 1, undefined])))
    await eventually(async () => {
      const { progress } = await here.client.getWorkflow({ id: behind!.id })
      expect(progress?.open).toMatchObject([{ attempt: 1, note: 'waits for event 1 of its resource' }])
    })
    expect(await here.client.getNotification({ id: behind!.id })).toMatchObject({ state: 'pending', attempts: 0 })
    expect(here.receiver.received()).toHaveLength(3)
  })

  it('gets the next all the same when its time of waiting is over, and when the one before is cancelled', async () => {
    const here = await scene({ ordering: { waitSeconds: 2 }, schedule: { name: 'custom', delaysSeconds: [600] } })
    here.receiver.answers((request) => (sequenceOf(request) === 1 ? 503 : 200))
    await publishTo(here, 'pay_1')
    await publishTo(here, 'pay_1')
    await eventually(() => expect(sequences(here.receiver)).toEqual([1, 2]))
    await here.client.updateSubscription({ id: here.subscription.id, ifMatch: 1, ordering: { waitSeconds: 600 } })
    const [first] = (await publishTo(here, 'pay_2')).notifications
    await publishTo(here, 'pay_2')
    await eventually(() => expect(sequences(here.receiver)).toEqual([1, 2, 1]))
    await here.client.cancelNotification({ id: first!.id })
    await eventually(() => expect(sequences(here.receiver)).toEqual([1, 2, 1, 2]))
  })
})
