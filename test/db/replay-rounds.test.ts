import { describe, expect, it } from '@jest/globals'
import { openRounds } from '../../src/db/replay-rounds.js'
import { releaseHeld } from '../../src/db/sweep.js'
import { asTenant } from '../../src/db/tenant.js'
import { seededDatabase } from './seed.js'

const seeded = seededDatabase()

/** Of one that is exhausted, while its subscription is so. */
async function openedWhile(columns: string) {
  const { db, query, subscription, notification, account } = seeded()
  const id = await notification()
  await query(`update notifications set state = 'exhausted', next_attempt_at = null where id = $1`, [id])
  await query(`update subscriptions set ${columns} where id = $1`, [subscription])
  const { opened, due } = await asTenant(db, { accountId: account }, (tx) => openRounds(tx, [id], { replay: `rpl_${id}`, nodeId: 'nod_1' }))
  const { state, held_by: heldBy, round } = await seeded().row(id)
  return { id, opened, due: due.map((found) => found.id), state, heldBy, round }
}

describe('the next round of a notification', () => {
  it('is due at once', async () => {
    const { id, ...round } = await openedWhile(`state = 'active', failing_since = null`)
    expect(round).toEqual({ opened: 1, due: [id], state: 'pending', heldBy: null, round: 2 })
  })

  it.each([
    ['paused', `state = 'paused', failing_since = null`],
    ['failing', `state = 'active', failing_since = now()`],
  ])('is held, without a workflow, while its subscription is %s', async (_, columns) => {
    const { id: _id, ...round } = await openedWhile(columns)
    expect(round).toEqual({ opened: 1, due: [], state: 'held', heldBy: 'subscription', round: 2 })
    expect(await releaseHeld(seeded().db, 10)).toEqual([])
  })
})
