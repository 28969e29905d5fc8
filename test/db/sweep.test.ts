import { describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { holdNotification, makeDue } from '../../src/db/change-notification.js'
import { endLease, renewLease } from '../../src/db/nodes.js'
import { recordAttempts } from '../../src/db/record-attempt.js'
import { findOverdue, releaseHeld, type SweepPosition, takeOver } from '../../src/db/sweep.js'
import { anAttempt, seededDatabase } from './seed.js'

const seeded = seededDatabase()
const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000)
const idsOf = (found: readonly { id: string }[]) => found.map(({ id }) => id)
const renewed = (id: string, seconds: number) =>
  seeded()
    .db.query.updateTable('nodes')
    .set({ renewed_at: ago(seconds) })
    .where('id', '=', id)
    .execute()

async function node(id: string, renewedSecondsAgo = 0) {
  await renewLease(seeded().db, { id, name: id })
  await renewed(id, renewedSecondsAgo)
}
const taken = async (nodeId: string, limit = 1_000) => idsOf(await takeOver(seeded().db, { nodeId, limit }))

describe('taking over', () => {
  it('takes what a dead node accepted, and what a node left behind', async () => {
    await node('nod_dead', 11)
    await node('nod_left')
    const [ofTheDead, left] = [await seeded().notification({ nodeId: 'nod_dead' }), await seeded().notification({ nodeId: 'nod_left' })]
    await endLease(seeded().db, 'nod_left')
    expect((await taken('nod_me')).sort()).toEqual([ofTheDead, left].sort())
    expect(await taken('nod_me')).toEqual([])
  })

  it('leaves a living node what it accepted, however long ago', async () => {
    await node('nod_alive', 9)
    await seeded().notification({ nodeId: 'nod_alive', createdAt: ago(3_600) })
    expect(await taken('nod_me')).toEqual([])
  })

  it('comes to an end, whatever waits at the node itself', async () => {
    await seeded().notification({ nodeId: 'nod_me', createdAt: ago(3_600) })
    expect(await taken('nod_me')).toEqual([])
  })

  it('leaves to its workflow what has been attempted, and what is not due', async () => {
    const [attempted, held] = [
      await seeded().notification({ nodeId: 'nod_gone' }),
      await seeded().notification({ nodeId: 'nod_gone', held: true }),
    ]
    await recordAttempts(seeded().db, [anAttempt(attempted)])
    expect(await taken('nod_me')).not.toEqual(expect.arrayContaining([attempted, held]))
  })
})

describe('what is overdue', () => {
  /** All pages, from the first. */
  async function overdue(nodeId: string, limit: number) {
    const pages: string[][] = []
    let after: SweepPosition | undefined
    do {
      const { found, next } = await findOverdue(seeded().db, { nodeId, limit, after })
      pages.push(idsOf(found))
      after = next
    } while (after)
    return pages
  }
  const attempted = async (seconds: number) => {
    const id = await seeded().notification()
    await recordAttempts(seeded().db, [anAttempt(id, { nextAttemptAt: ago(seconds) })])
    return id
  }
  const settle = () => seeded().query('delete from notifications')

  it('is found a minute after it was due, the oldest first', async () => {
    await settle()
    const [old, older] = [await attempted(70), await attempted(90)]
    await attempted(50)
    expect(await overdue('nod_me', 10)).toEqual([[older, old]])
  })

  it('is found although nobody began it, when this node should have', async () => {
    await settle()
    const mine = await seeded().notification({ nodeId: 'nod_me', createdAt: ago(70) })
    await seeded().notification({ nodeId: 'nod_alive', createdAt: ago(70) })
    expect(await overdue('nod_me', 10)).toEqual([[mine]])
  })

  it('is found page by page, also when many became due at the same moment', async () => {
    await settle()
    const due = sql<Date>`now() - interval '2 minutes' + interval '123 microseconds'`
    for (let i = 0; i < 7; i++) await attempted(70)
    await seeded().db.query.updateTable('notifications').set({ next_attempt_at: due }).execute()
    const pages = await overdue('nod_me', 3)
    expect(pages.map(({ length }) => length)).toEqual([3, 3, 1])
    expect(new Set(pages.flat()).size).toBe(7)
  })
})

describe('releasing', () => {
  const subscriptionIs = (state: 'active' | 'paused' | 'deleted') =>
    seeded().db.query.updateTable('subscriptions').set({ state }).where('id', '=', seeded().subscription).execute()
  const held = async (by: 'subscription' | 'operator') => {
    const id = await seeded().notification()
    await holdNotification(seeded().db.query, id, { by, workflowId: id })
    return id
  }

  it('releases what the subscription held when it is active, and everything when it is deleted', async () => {
    const [bySubscription, byOperator] = [await held('subscription'), await held('operator')]
    await subscriptionIs('paused')
    expect(await releaseHeld(seeded().db, 10)).toEqual([])
    await subscriptionIs('active')
    expect(idsOf(await releaseHeld(seeded().db, 10))).toEqual([bySubscription])
    expect(await seeded().row(bySubscription)).toMatchObject({ state: 'pending', held_by: null })
    await subscriptionIs('deleted')
    expect(idsOf(await releaseHeld(seeded().db, 10))).toEqual([byOperator])
    await subscriptionIs('active')
  })

  it('by an operator makes it due', async () => {
    const id = await held('operator')
    expect(await makeDue(seeded().db.query, id)).toBe(true)
    expect(await seeded().row(id)).toMatchObject({ state: 'pending', held_by: null })
  })
})
