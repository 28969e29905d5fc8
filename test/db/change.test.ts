import { describe, expect, it } from '@jest/globals'
import { loadOwed, type Place } from '../../src/db/load-owed.js'
import { recordAttempts } from '../../src/db/record-attempt.js'
import { createChange } from '../../src/delivery/change.js'
import { recoveryOf } from '../../src/delivery/standing.js'
import { createWaitBehind } from '../../src/delivery/wait-behind.js'
import { anAttempt, seededDatabase } from './seed.js'

const seeded = seededDatabase()

async function anOwed(attempted = false) {
  const { db, notification } = seeded()
  const id = await notification()
  if (attempted) await recordAttempts(db, [anAttempt(id)])
  return (await loadOwed(db, [id]))[0]!
}

describe('a row that its recovery has asked for', () => {
  it.each([
    ['hold', { kind: 'hold', by: 'subscription', note: 'the subscription is paused' }],
    ['recover', { kind: 'recover', note: 'its endpoint is failing' }],
  ] as const)('names the workflow of the notification as its owner after %s', async (_, standing) => {
    const owed = await anOwed(true)
    await createChange(seeded().db)(owed, standing, recoveryOf(owed.subscription))
    expect(await seeded().row(owed.id)).toMatchObject({ state: 'held', workflow_id: owed.id })
  })

  it('names it as well when it waits for an earlier event', async () => {
    const { db, query } = seeded()
    const earlier = await anOwed()
    const later = await anOwed(true)
    const place: Place = { account: later.accountId, environment: 'test', resource: 'pay_1', sequence: 2, waitSeconds: 60 }
    await query(`update events set resource = 'pay_1', sequence = 1 where id = $1`, [earlier.event])
    const waitBehind = createWaitBehind({ db, clock: () => new Date(), ownWorkflowAfterMs: 60_000 })
    expect(await waitBehind({ ...later, place }, recoveryOf(later.subscription))).toMatchObject({ kind: 'retry', number: 2 })
    expect(await seeded().row(later.id)).toMatchObject({ workflow_id: later.id })
  })
})
