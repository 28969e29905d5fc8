import { describe, expect, it } from '@jest/globals'
import { closeNotification, holdNotification, openRound } from '../../src/db/change-notification.js'
import { recordAttempts } from '../../src/db/record-attempt.js'
import { anAttempt, seededDatabase } from './seed.js'

const seeded = seededDatabase()
const delivered = { state: 'delivered', decision: 'delivered', status: 200, outcome: 'confirmed', nextAttemptAt: null } as const
const exhausted = { state: 'exhausted', decision: 'exhausted', nextAttemptAt: null } as const

async function record(id: string, changes: Parameters<typeof anAttempt>[1] = {}) {
  const [recorded] = await recordAttempts(seeded().db, [anAttempt(id, changes)])
  return recorded
}

describe('recording an attempt', () => {
  it('writes its decision into the notification', async () => {
    const id = await seeded().notification()
    expect(await record(id)).toEqual({ won: true, state: 'retrying', heldBy: null })
    expect(await seeded().row(id)).toMatchObject({ state: 'retrying', attempts: 1, last_status: 503, workflow_id: id })
  })

  it('lets the first of two with the same number decide, and keeps the other as a duplicate', async () => {
    const id = await seeded().notification()
    await record(id)
    expect(await record(id, { ...delivered, startedAt: new Date(Date.now() + 5) })).toMatchObject({ won: false })
    expect(await seeded().row(id)).toMatchObject({ state: 'retrying', attempts: 1 })
    expect(await seeded().query('select duplicate from attempts where notification_id = $1 order by started_at', [id])).toEqual([
      { duplicate: false },
      { duplicate: true },
    ])
  })

  it('gives every attempt of one statement its own answer, whatever becomes of the others', async () => {
    const [late, fine, unknown] = [await seeded().notification(), await seeded().notification(), 'ntf_unknown']
    await record(late)
    const recorded = await recordAttempts(seeded().db, [anAttempt(late), anAttempt(unknown), anAttempt(fine, delivered)])
    expect(recorded.map(({ won }) => won)).toEqual([false, false, true])
  })

  it.each([
    ['cancelled', exhausted, 'cancelled'],
    ['cancelled', {}, 'cancelled'],
    ['cancelled', delivered, 'delivered'],
    ['held', {}, 'held'],
    ['held', exhausted, 'exhausted'],
    ['held', delivered, 'delivered'],
  ] as const)('that was %s while the attempt was under way and decided %j makes it %s', async (meanwhile, decision, state) => {
    const { db } = seeded()
    const id = await seeded().notification()
    if (meanwhile === 'cancelled') await closeNotification(db.query, id, { state: 'cancelled' })
    else await holdNotification(db.query, id, { by: 'operator', workflowId: id })
    expect(await record(id, decision)).toEqual({ won: true, state, heldBy: state === 'held' ? 'operator' : null })
    expect(await seeded().row(id)).toMatchObject({ state, attempts: 1, next_attempt_at: null })
  })
})

describe('a round opened while an attempt of the one before is under way', () => {
  it.each([['exhausted', exhausted] as const, ['retrying', {}] as const])('begins although that attempt is %s', async (_, decision) => {
    const id = await seeded().notification()
    await openRound(seeded().db.query, id, 'rpl_1')
    expect(await record(id, decision)).toEqual({ won: true, state: 'pending', heldBy: null })
    const row = await seeded().row(id)
    expect(row).toMatchObject({ state: 'pending', round: 2, attempts: 1, round_offset: 1, round_started_at: null })
    expect(row['next_attempt_at']).toBeInstanceOf(Date)
  })

  it('is over when that attempt is confirmed', async () => {
    const id = await seeded().notification()
    await openRound(seeded().db.query, id, 'rpl_1')
    expect(await record(id, delivered)).toEqual({ won: true, state: 'delivered', heldBy: null })
    expect(await seeded().row(id)).toMatchObject({ state: 'delivered', next_attempt_at: null })
  })
})

describe('opening a round', () => {
  it('is done once for each token', async () => {
    const id = await seeded().notification()
    expect([
      await openRound(seeded().db.query, id, 'a'),
      await openRound(seeded().db.query, id, 'a'),
      await openRound(seeded().db.query, id, 'b'),
    ]).toEqual([true, false, true])
    expect(await seeded().row(id)).toMatchObject({ round: 3 })
  })

  it('moves a closed notification out of its set, and leaves an open one there', async () => {
    const [open, closed] = [await seeded().notification(), await seeded().notification()]
    await record(open, { workflowId: 'batch_1' })
    await record(closed, { ...delivered, workflowId: 'batch_1' })
    for (const id of [open, closed]) await openRound(seeded().db.query, id, 'a')
    expect(await seeded().row(open)).toMatchObject({ workflow_id: 'batch_1' })
    expect(await seeded().row(closed)).toMatchObject({ workflow_id: closed })
  })
})

describe('holding a notification', () => {
  it('does nothing, and says so, when it has ended', async () => {
    const id = await seeded().notification()
    await record(id, delivered)
    expect(await holdNotification(seeded().db.query, id, { by: 'operator', workflowId: id })).toBe(false)
    expect(await seeded().row(id)).toMatchObject({ state: 'delivered' })
  })
})
