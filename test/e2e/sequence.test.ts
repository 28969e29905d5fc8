import { describe, expect, it } from '@jest/globals'
import { eventually } from '../helpers/eventually.js'
import { sharedPosthorn } from '../helpers/posthorn.js'
import type { Receiver } from '../helpers/receiver.js'
import { scenes } from '../helpers/scene.js'

interface Numbered {
  readonly id: string
  readonly resource?: string
  readonly sequence?: number
}

const bodies = (receiver: Receiver) => receiver.received().map(({ body }) => JSON.parse(body.toString('utf8')) as Numbered)

describe('the events of a resource (S4-19)', () => {
  const posthorn = sharedPosthorn()
  const scene = scenes(posthorn)

  it('are numbered in the order in which they were accepted, each resource by itself, and say so to the receiver', async () => {
    const { client, type, receiver } = await scene()
    const publish = (resource: string) => client.publishEvent({ type, resource, data: { amount: 1 } })
    const [one, two, other] = [await publish('pay_1 \u{1f600}'), await publish('pay_1 \u{1f600}'), await publish('pay_2')]
    const unnumbered = await client.publishEvent({ type, data: { amount: 1 } })
    await eventually(() => expect(receiver.received()).toHaveLength(4))
    const told = Object.fromEntries(bodies(receiver).map(({ id, resource, sequence }) => [id, { resource, sequence }]))
    expect(told).toEqual({
      [one.id]: { resource: 'pay_1 \u{1f600}', sequence: 1 },
      [two.id]: { resource: 'pay_1 \u{1f600}', sequence: 2 },
      [other.id]: { resource: 'pay_2', sequence: 1 },
      [unnumbered.id]: { resource: undefined, sequence: undefined },
    })
    expect(await client.getEvent({ id: two.id })).toMatchObject({ resource: 'pay_1 \u{1f600}', sequence: 2 })
    expect(await client.getEvent({ id: unnumbered.id })).toMatchObject({ resource: null, sequence: null })
    const { items } = await client.listEvents({ type, resource: 'pay_1 \u{1f600}' })
    expect(items.map(({ sequence }) => sequence)).toEqual([2, 1])
  })

  it('get every number once, whoever publishes at the same time, and a repeated publish gets no other', async () => {
    const { client, type } = await scene()
    const ids = Array.from({ length: 100 }, (_, i) => `${type}-${i}`)
    const publish = (id: string) => client.publishEvent({ id, type, resource: type, data: { amount: 1 } })
    const answers = await Promise.all([...ids, ...ids].map(publish))
    expect(answers.filter(({ duplicate }) => !duplicate)).toHaveLength(100)
    expect((await publish(ids[0]!)).duplicate).toBe(true)
    await publish(`${type}-last`)
    const { items } = await client.listEvents({ type, resource: type, limit: 100 })
    expect((await client.getEvent({ id: `${type}-last` })).sequence).toBe(101)
    expect(new Set(items.map(({ sequence }) => sequence)).size).toBe(100)
  })

  it('have data with the bytes that were published, in the style of the subscription', async () => {
    const { client, type, receiver } = await scene({ style: { name: 'native', thin: true } })
    await client.publishEvent({ type, resource: 'pay_1', data: { object: { amount: 1 }, changedFields: ['amount'] } })
    await eventually(() => expect(receiver.received()).toHaveLength(1))
    expect(bodies(receiver)).toMatchObject([{ resource: 'pay_1', sequence: 1, data: { changedFields: ['amount'] } }])
  })

  it('are another event when the resource is another', async () => {
    const { client, type } = await scene()
    const event = { id: `${type}-1`, type, data: { amount: 1 } }
    await client.publishEvent({ ...event, resource: 'pay_1' })
    await expect(client.publishEvent({ ...event, resource: 'pay_2' })).rejects.toMatchObject({ problem: { code: 'event_id_conflict' } })
    await expect(client.publishEvent(event)).rejects.toMatchObject({ problem: { code: 'event_id_conflict' } })
  })
})
