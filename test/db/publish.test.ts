import { describe, expect, it } from '@jest/globals'
import { newId } from '../../src/crypto/ids.js'
import { findStoredEvents, insertEvents, insertNumberedEvents } from '../../src/db/publish.js'
import { anEvent, seededDatabase } from './seed.js'

const seeded = seededDatabase()

describe('inserting events', () => {
  it('says of each whether it is new, there before, or matched against older subscriptions', async () => {
    const { db, account } = seeded()
    const first = anEvent(account)
    await insertEvents(db, [first])
    const answers = await insertEvents(db, [anEvent(account), first, anEvent(account, { matchingEpoch: '41' }), anEvent('acc_unknown')])
    expect(answers).toEqual(['inserted', 'exists', 'stale', 'stale'])
  })

  it('stores an event that matches nobody', async () => {
    const { db, account } = seeded()
    const event = anEvent(account)
    await insertEvents(db, [event])
    expect(await findStoredEvents(db, [{ accountId: account, id: event.id }])).toMatchObject([{ id: event.id, notifications: [] }])
  })

  it('never lets statements that repeat the same events in another order block each other', async () => {
    const { db, account } = seeded()
    for (let round = 0; round < 5; round++) {
      const events = Array.from({ length: 400 }, () => anEvent(account, { id: newId('evt') }))
      const answers = await Promise.all(
        [events, [...events].reverse(), events, [...events].reverse()].map((rows) => insertEvents(db, rows)),
      )
      expect(answers.flat().filter((answer) => answer === 'inserted')).toHaveLength(events.length)
    }
  })

  it('numbers the events of a resource without a gap, though several statements insert some of the same (S4-19)', async () => {
    const { db, query, account } = seeded()
    for (let round = 0; round < 5; round++) {
      const resource = newId('evt')
      const numbered = { numbered: { resource, at: 1 }, body: '{}' }
      const events = Array.from({ length: 100 }, () => anEvent(account, { id: newId('evt'), ...numbered }))
      const shuffled = [events, [...events].reverse(), events.slice(20), events.slice(0, 80).reverse()]
      const answers = await Promise.all(shuffled.map((rows) => insertNumberedEvents(db, rows)))
      expect(answers.flat().filter((answer) => answer === 'inserted')).toHaveLength(events.length)
      const stored = await query(`select sequence, body from events where resource = '${resource}' order by sequence`)
      expect(stored).toEqual(events.map((_, i) => ({ sequence: String(i + 1), body: `{${i + 1}}` })))
    }
  })
})
