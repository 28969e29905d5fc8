import { describe, expect, it } from '@jest/globals'
import { holdAll } from '../../src/db/recovery.js'
import { anEndpoint, answerOf } from '../delivery/an-endpoint.js'
import { attempting } from './attempting.js'
import { seededDatabase } from './seed.js'

const seeded = seededDatabase()

/** An attempt that fails, while whose POST is under way the subscription fails and holds what it is owed. */
async function heldMeanwhile() {
  const { db, query, subscription, notification } = seeded()
  await query(`update subscriptions set state = 'active', failing_since = null where id = $1`, [subscription])
  const id = await notification()
  const answer = async () => {
    await query('update subscriptions set failing_since = now() where id = $1', [subscription])
    await holdAll(db, subscription)
    return answerOf(503)
  }
  const attempt = attempting(db, { endpoint: anEndpoint(), answer, now: new Date() })
  return { id, attempt, decision: await attempt(id, 1) }
}

describe('a notification whose endpoint is found to be failing while its attempt is under way', () => {
  it("is its recovery's: the workflow asks once more, and need not wait", async () => {
    const { id, attempt, decision } = await heldMeanwhile()
    expect(decision).toEqual({ kind: 'retry', number: 2, delayMs: 0, note: 'held' })
    expect(await attempt(id, 2)).toMatchObject({ kind: 'released' })
    expect(await seeded().row(id)).toMatchObject({ state: 'held', held_by: 'subscription', attempts: 1 })
  })

  it('waits in its workflow when the subscription has been paused as well', async () => {
    const { id, attempt } = await heldMeanwhile()
    await seeded().query(`update subscriptions set state = 'paused', failing_since = null where id = $1`, [seeded().subscription])
    expect(await attempt(id, 2)).toMatchObject({ kind: 'hold', number: 2 })
  })

  it('goes on by its schedule when the mark has been taken away, and the hold is left to the relay', async () => {
    const { id, decision } = await heldMeanwhile()
    expect(decision).toMatchObject({ kind: 'retry', delayMs: 0 })
    await seeded().query('update subscriptions set failing_since = null where id = $1', [seeded().subscription])
    const failing = attempting(seeded().db, { endpoint: anEndpoint(), answer: () => Promise.resolve(answerOf(503)), now: new Date() })
    expect(await failing(id, 2)).toMatchObject({ kind: 'retry', number: 3, delayMs: 120_000 })
  })
})
