import { describe, expect, it } from '@jest/globals'
import type { Endpoint } from '../../src/delivery/endpoints.js'
import { recoveryOf } from '../../src/delivery/standing.js'
import { anEndpoint, answerOf } from '../delivery/an-endpoint.js'
import { attempting } from './attempting.js'
import { seededDatabase } from './seed.js'

const seeded = seededDatabase()
const now = new Date()

const answering =
  (...statuses: number[]) =>
  () =>
    Promise.resolve(answerOf((statuses.length > 1 ? statuses.shift() : statuses[0])!))

describe('an attempt that is not one of the schedule', () => {
  it('leaves the schedule as it was when it is a probe', async () => {
    const { notification, row, subscription } = seeded()
    const id = await notification()
    const attempt = attempting(seeded().db, { endpoint: anEndpoint({ schedule: { name: 'payments-72h' } }), answer: answering(503), now })
    for (let number = 1; number <= 20; number++) await attempt(id, number, recoveryOf(subscription))
    expect(await row(id)).toMatchObject({ attempts: 20, round: 1, round_started_at: now })

    expect(await attempt(id, 21)).toMatchObject({ kind: 'retry', number: 22, delayMs: 10_000 })
    expect(await row(id)).toMatchObject({ state: 'retrying', next_attempt_at: new Date(now.getTime() + 10_000) })
    expect(await attempt(id, 22)).toMatchObject({ kind: 'retry', delayMs: 30_000 })
  })

  it('leaves the schedule as it was when its token was refused and the next goes with a new one', async () => {
    const id = await seeded().notification()
    const grant = { subscription: seeded().subscription } as unknown as Endpoint['grant']
    const endpoint = anEndpoint({ schedule: { name: 'custom', delaysSeconds: [3_000] }, grant })
    const attempt = attempting(seeded().db, { endpoint, answer: answering(401, 503), now })
    expect(await attempt(id, 1)).toMatchObject({ kind: 'retry', delayMs: 0 })
    expect(await attempt(id, 2)).toMatchObject({ kind: 'retry', delayMs: 3_000_000 })
    expect(await attempt(id, 3)).toMatchObject({ kind: 'stop', state: 'exhausted' })
  })
})
