import { describe, expect, it } from '@jest/globals'
import { loadOwed } from '../../src/db/load-owed.js'
import { recordAttempts } from '../../src/db/record-attempt.js'
import { createAttempt } from '../../src/delivery/attempt.js'
import { noCredentials } from '../../src/delivery/credentials.js'
import type { Endpoint } from '../../src/delivery/endpoints.js'
import { createRecord } from '../../src/delivery/record.js'
import { createSign } from '../../src/delivery/sign.js'
import { recoveryOf } from '../../src/delivery/standing.js'
import { anAdmission } from '../delivery/an-admission.js'
import { anEndpoint, answerOf } from '../delivery/an-endpoint.js'
import { seededDatabase } from './seed.js'

const seeded = seededDatabase()
const noKey = () => Promise.reject(new Error('no key is needed'))
const now = new Date()

/** Attempts over real rows, to a receiver that answers with these statuses; the last stays. */
function attempts(endpoint: Endpoint, ...statuses: number[]) {
  const { db } = seeded()
  const attempt = createAttempt({
    load: async (id) => (await loadOwed(db, [id]))[0],
    change: () => Promise.resolve(undefined),
    waitBehind: () => Promise.resolve(undefined),
    endpoints: () => Promise.resolve(endpoint),
    authorise: () => Promise.resolve({ credentials: noCredentials, leftMs: 1_000, rejected: () => true }),
    sign: createSign({ keys: { current: noKey, isPublished: noKey }, issuer: 'https://posthorn.example' }),
    admission: anAdmission({ node: 5, account: 5, host: 5, subscription: 5 }),
    post: () => Promise.resolve(answerOf((statuses.length > 1 ? statuses.shift() : statuses[0])!)),
    record: createRecord({
      write: async (row) => (await recordAttempts(db, [row]))[0]!,
      onRecorded: () => undefined,
      clock: () => now,
      sleep: () => Promise.resolve(),
      ownWorkflowAfterMs: 60_000,
    }),
    clock: () => now,
    random: () => 0.5,
    ownWorkflowAfterMs: 60_000,
    scheduleFactor: 1,
  })
  return (notification: string, number: number, owner = notification) => attempt({ notification, number, owner, onSend: () => undefined })
}

describe('an attempt that is not one of the schedule', () => {
  it('leaves the schedule as it was when it is a probe', async () => {
    const { notification, row, subscription } = seeded()
    const id = await notification()
    const attempt = attempts(anEndpoint({ schedule: { name: 'payments-72h' } }), 503)
    for (let number = 1; number <= 20; number++) await attempt(id, number, recoveryOf(subscription))
    expect(await row(id)).toMatchObject({ attempts: 20, round: 1, round_started_at: now })

    expect(await attempt(id, 21)).toMatchObject({ kind: 'retry', number: 22, delayMs: 10_000 })
    expect(await row(id)).toMatchObject({ state: 'retrying', next_attempt_at: new Date(now.getTime() + 10_000) })
    expect(await attempt(id, 22)).toMatchObject({ kind: 'retry', delayMs: 30_000 })
  })

  it('leaves the schedule as it was when its token was refused and the next goes with a new one', async () => {
    const id = await seeded().notification()
    const grant = { subscription: seeded().subscription } as unknown as Endpoint['grant']
    const attempt = attempts(anEndpoint({ schedule: { name: 'custom', delaysSeconds: [3_000] }, grant }), 401, 503)
    expect(await attempt(id, 1)).toMatchObject({ kind: 'retry', delayMs: 0 })
    expect(await attempt(id, 2)).toMatchObject({ kind: 'retry', delayMs: 3_000_000 })
    expect(await attempt(id, 3)).toMatchObject({ kind: 'stop', state: 'exhausted' })
  })
})
