import { expect, it } from '@jest/globals'
import { always, eventually } from '../helpers/eventually.js'
import { withPosthorn } from '../helpers/posthorn.js'
import { type Receiver, startReceiver } from '../helpers/receiver.js'

const type = 'test.capped.happened'

/** The most that arrived within any second. */
function mostInASecond(receiver: Receiver): number {
  const times = receiver.received().map(({ at }) => at.getTime())
  return Math.max(...times.map((start) => times.filter((at) => at >= start && at < start + 1_000).length))
}

it('S3-4: a receiver never gets more in a second than it says, and others do not wait for it', async () => {
  await withPosthorn(async ({ client, receiver }) => {
    const other = await startReceiver()
    const endpoint = { eventTypes: [type], activate: true }
    const limited = await client.createSubscription({ ...endpoint, url: receiver.url, rateLimit: { requests: 4, per: 'second' } })
    expect(limited).toMatchObject({ rateLimit: { requests: 4, per: 'second' }, maxConcurrency: null })
    await client.createSubscription({ ...endpoint, url: other.url })
    for (let n = 0; n < 12; n++) await client.publishEvent({ type, data: { n } })
    await eventually(() => expect(other.received()).toHaveLength(12))
    expect(receiver.received().length).toBeLessThan(12)
    await eventually(() => expect(receiver.received()).toHaveLength(12), { withinMs: 30_000 })
    expect(mostInASecond(receiver)).toBeLessThanOrEqual(4)
    const changed = await client.updateSubscription({ id: limited.id, ifMatch: limited.version, rateLimit: null })
    expect(changed.rateLimit).toBeNull()
    for (let n = 0; n < 8; n++) await client.publishEvent({ type, data: { n } })
    await eventually(() => expect(receiver.received()).toHaveLength(20))
    await other.stop()
  })
})

it('a receiver has no more to answer at a time than it says (S3-4)', async () => {
  await withPosthorn(async ({ client, receiver }) => {
    await client.createSubscription({ eventTypes: [type], activate: true, url: receiver.url, maxConcurrency: 2, timeoutMs: 30_000 })
    const release = receiver.hold()
    for (let n = 0; n < 6; n++) await client.publishEvent({ type, data: { n } })
    await eventually(() => expect(receiver.received()).toHaveLength(2))
    await always(() => expect(receiver.received()).toHaveLength(2), 1_500)
    release()
    await eventually(() => expect(receiver.received()).toHaveLength(6), { withinMs: 30_000 })
  })
})

it.each([
  [{ maxConcurrency: 0 }, '/maxConcurrency'],
  [{ maxConcurrency: 1_001 }, '/maxConcurrency'],
  [{ rateLimit: { requests: 0, per: 'second' } }, '/rateLimit/requests'],
  [{ rateLimit: { requests: 5, per: 'hour' } }, '/rateLimit/per'],
])('S3-4: caps that are none are refused with their place: %j', async (caps, pointer) => {
  await withPosthorn(async ({ client, receiver }) => {
    const asked = client.createSubscription({ eventTypes: [type], url: receiver.url, ...(caps as object) })
    await expect(asked).rejects.toMatchObject({ problem: { status: 422, errors: [{ pointer }] } })
  })
})
