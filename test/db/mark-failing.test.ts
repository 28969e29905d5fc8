import { describe, expect, it } from '@jest/globals'
import { markFailing } from '../../src/db/mark-failing.js'
import { recordAttempts } from '../../src/db/record-attempt.js'
import { anAttempt, seededDatabase } from './seed.js'

const seeded = seededDatabase()
const delivered = { state: 'delivered', decision: 'delivered', status: 200, outcome: 'confirmed', nextAttemptAt: null } as const
const minute = 60_000
const changedAt = (at: number) => seeded().query('update subscriptions set state_changed_at = $1', [new Date(at)])

describe('marking an endpoint as failing', () => {
  it('is not done when it has confirmed anything since, at whatever node', async () => {
    const { db, notification, subscription: id, account } = seeded()
    const confirmedAt = Date.now() - minute
    await changedAt(confirmedAt - 10 * minute)
    await recordAttempts(db, [anAttempt(await notification(), { ...delivered, endedAt: new Date(confirmedAt) })])
    await recordAttempts(db, [anAttempt(await notification())])
    expect(await markFailing(db, { id, since: new Date(confirmedAt - minute) }, 'nod_1')).toBeUndefined()
    expect(await markFailing(db, { id, since: new Date(confirmedAt + minute / 2) }, 'nod_1')).toBe(account)
    expect(await markFailing(db, { id, since: new Date(confirmedAt + minute / 2) }, 'nod_2')).toBeUndefined()
  })

  it('is not done for what was before it was paused and resumed', async () => {
    const { db, subscription: id, account, query } = seeded()
    await query('delete from attempts')
    await query('delete from notifications')
    await query('update subscriptions set failing_since = null')
    const resumedAt = Date.now() - minute
    await changedAt(resumedAt)
    expect(await markFailing(db, { id, since: new Date(resumedAt - 1) }, 'nod_1')).toBeUndefined()
    expect(await markFailing(db, { id, since: new Date(resumedAt) }, 'nod_1')).toBe(account)
  })
})
