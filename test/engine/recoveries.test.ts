import type { Client } from '@temporalio/client'
import { beforeEach, describe, expect, it } from '@jest/globals'
import { createRecoveries, type RecoveriesDeps } from '../../src/engine/recoveries.js'
import type { AfterTurn, RecoveryInput } from '../../src/domain/recovery-types.js'
import { anAttempt, seededDatabase } from '../db/seed.js'
import { recordAttempts } from '../../src/db/record-attempt.js'

describe('the recovery of a failing endpoint', () => {
  const seeded = seededDatabase()
  const asked: string[] = []
  const faults: unknown[] = []
  beforeEach(async () => {
    asked.length = faults.length = 0
    const { query, subscription } = seeded()
    await query('delete from attempts')
    await query('delete from notifications')
    await query('update accounts set matching_epoch = 0')
    await query(`delete from subscriptions where id <> $1`, [subscription])
    await query(
      `update subscriptions set failing_since = date_trunc('second', now()) - interval '1 hour', next_probe_at = null, probes = 0, deadline_seconds = null`,
    )
  })

  type Answer = 200 | 422 | 503 | 'fault'
  /** A receiver that answers each notification so. */
  const recoveriesOf = (answerOf: (notification: string) => Answer, retryAfter?: string) => {
    const { db } = seeded()
    const ahead: RecoveriesDeps['ahead'] = async ({ notification, number }) => {
      asked.push(notification)
      const status = answerOf(notification)
      if (status === 'fault') throw new Error('cannot be attempted')
      const [state, outcome] = status === 200 ? (['delivered', 'confirmed'] as const) : (['retrying', 'failed'] as const)
      const responseHeaders = JSON.stringify(retryAfter === undefined ? {} : { 'retry-after': retryAfter })
      await recordAttempts(db, [anAttempt(notification, { number, status, state, outcome, responseHeaders })])
      return status === 200 ? { kind: 'delivered', number: number + 1 } : { kind: 'hold', number: number + 1, note: 'held' }
    }
    const client = () => ({ withDeadline: () => Promise.reject(new Error('Temporal hangs')) }) as unknown as Client
    const onFault = (_: string, error: unknown) => faults.push(error)
    return createRecoveries({ db, nodeId: 'nod_1', client, taskQueue: 'q', ahead, random: () => 0.5, factor: 1, onFault })
  }
  const held = async (count: number, createdAt = new Date()) => {
    const ids: string[] = []
    for (let n = 0; n < count; n++) ids.push(await seeded().notification({ held: true, createdAt }))
    await seeded().query(`update notifications set held_by = 'subscription'`)
    return ids.sort()
  }
  const states = async () =>
    Object.fromEntries((await seeded().query('select id, state from notifications')).map(({ id, state }) => [String(id), String(state)]))
  const isFailing = async () => (await seeded().query('select failing_since from subscriptions limit 1'))[0]?.['failing_since'] !== null
  const makeDue = () => seeded().query('update subscriptions set next_probe_at = null')

  /** What the workflow does, without its waits. */
  async function run(recoveries: ReturnType<typeof recoveriesOf>, turns = 20): Promise<AfterTurn[]> {
    const all: AfterTurn[] = []
    let input: RecoveryInput = { subscription: seeded().subscription, batch: 0 }
    for (let turn = 0; turn < turns; turn++) {
      const next = await recoveries.recoverTurn(input)
      all.push(next)
      if (next.kind === 'ended') return all
      input = { subscription: input.subscription, batch: next.batch, ...(next.after !== undefined && { after: next.after }) }
      if (next.delayMs > 0) await makeDue()
    }
    return all
  }

  it.each([0, 3, 20])('is not held up by a notification that is always refused: number %i of 40', async (at) => {
    const ids = await held(40)
    const turns = await run(recoveriesOf((id) => (id === ids[at] ? 422 : 200)))
    expect(turns.at(-1)).toEqual({ kind: 'ended' })
    expect(await isFailing()).toBe(false)
    const after = await states()
    expect(ids.filter((id) => after[id] !== 'delivered')).toEqual([ids[at]])
    expect(asked.filter((id) => id === ids[at])).toHaveLength(1)
  })

  it('is probed with one after the other, and from the first again after the last', async () => {
    const ids = await held(3)
    await run(
      recoveriesOf(() => 503),
      5,
    )
    expect(asked).toEqual([ids[0], ids[1], ids[2], ids[0], ids[1]])
    expect(await isFailing()).toBe(true)
  })

  it('asks a receiver that fails again for no more than a wave, and waits for the first delay of the schedule', async () => {
    const ids = await held(64)
    const next = await recoveriesOf(() => 503).recoverTurn({ subscription: seeded().subscription, batch: 64 })
    expect(asked).toHaveLength(16)
    expect(next).toEqual({ kind: 'go-on', batch: 0, delayMs: 10_000, note: 'probe 2', after: ids[15] })
  })

  it('is not kept from the others by one that cannot be attempted', async () => {
    const ids = await held(20)
    const turns = await run(recoveriesOf((id) => (id === ids[0] || id === ids[5] ? 'fault' : 200)))
    expect(turns.at(-1)).toEqual({ kind: 'ended' })
    expect(Object.values(await states()).filter((state) => state === 'delivered')).toHaveLength(18)
    expect(faults).toHaveLength(2)
  })

  it('throws what a whole wave throws: that is no fault of the receiver', async () => {
    await held(20)
    const turn = recoveriesOf(() => 'fault').recoverTurn({ subscription: seeded().subscription, batch: 16 })
    await expect(turn).rejects.toThrow('cannot be attempted')
  })

  it.each([
    [503, 120_000],
    [422, 0],
  ] as const)('waits as one of a batch that was refused with %i and Retry-After asks for', async (status, delayMs) => {
    const ids = await held(4)
    const recoveries = recoveriesOf((id) => (id === ids[1] ? status : 200), '120')
    const next = await recoveries.recoverTurn({ subscription: seeded().subscription, batch: 4 })
    expect(next).toEqual({ kind: 'go-on', batch: 2, delayMs, note: 'drains', after: ids[3] })
    const again = await recoveries.recoverTurn({ subscription: seeded().subscription, batch: 2, after: ids[3]! })
    expect(again.kind).toBe(delayMs > 0 ? 'go-on' : 'ended')
    expect(asked).toHaveLength(4)
  })

  it('attempts the one that is wanted now although it drains, before the others and whatever comes of it', async () => {
    const ids = await held(6)
    const recoveries = recoveriesOf((id) => (id === ids[5] ? 503 : 200))
    const input = { subscription: seeded().subscription, batch: 2, after: ids[0]! }
    const next = await recoveries.recoverTurn({ ...input, first: ids[5]! })
    expect(next).toEqual({ kind: 'go-on', batch: 2, delayMs: 0, note: 'drains', after: ids[0] })
    expect(asked).toEqual([ids[5]])
    await recoveries.recoverTurn({ ...input, first: 'ntf_that_has_ended' })
    expect(asked).toEqual([ids[5]])
    await recoveries.recoverTurn(input)
    expect(asked).toEqual([ids[5], ids[1], ids[2]])
  })

  it.each([
    [422, true],
    [503, false],
  ] as const)('ends when the last ones of those held are refused for what they are: %i', async (status, isOver) => {
    const ids = await held(5)
    const turns = await run(
      recoveriesOf((id) => (ids.indexOf(id) < 3 ? 200 : status)),
      3,
    )
    expect(asked.slice(0, 5)).toEqual(ids)
    expect(turns.some(({ kind }) => kind === 'ended')).toBe(isOver)
    expect(await isFailing()).toBe(!isOver)
  })

  const briefly = (deadlineSeconds: number | null = null) =>
    seeded().query('update subscriptions set schedule = $1, deadline_seconds = $2', [
      { name: 'custom', delaysSeconds: [] },
      deadlineSeconds,
    ])
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000)

  it('attempts what is held although its schedule is shorter than the time between probes, once', async () => {
    await briefly()
    const [old] = await held(1, ago(700))
    const [id] = await held(1, ago(30))
    const recoveries = recoveriesOf(() => 503)
    expect(await recoveries.recoverTurn({ subscription: seeded().subscription, batch: 0 })).toMatchObject({ delayMs: 300_000 })
    expect(asked).toEqual([id])
    expect(await states()).toEqual({ [old!]: 'exhausted', [id!]: 'held' })
    await makeDue()
    await recoveries.recoverTurn({ subscription: seeded().subscription, batch: 0 })
    expect(await states()).toEqual({ [old!]: 'exhausted', [id!]: 'exhausted' })
  })

  it('attempts one that is replayed while it is held, however long ago it was published', async () => {
    await briefly()
    const [id] = await held(1, ago(7_000))
    await seeded().query('update notifications set round = 2, updated_at = now()')
    await recoveriesOf(() => 503).recoverTurn({ subscription: seeded().subscription, batch: 0 })
    expect(asked).toEqual([id])
  })

  it.each([
    [null, 60_000],
    [20, 10_000],
  ])('looks for something to probe with before a deadline of %p seconds is over', async (deadline, delayMs) => {
    await briefly(deadline)
    await seeded().query('update subscriptions set probes = 9')
    const next = await recoveriesOf(() => 200).recoverTurn({ subscription: seeded().subscription, batch: 0 })
    expect(next).toEqual({ kind: 'go-on', batch: 0, delayMs, note: 'nothing to probe with' })
  })

  it('is not swept for the others while Temporal hangs: the first that cannot be told is the last', async () => {
    await seeded().query(
      `insert into subscriptions select (jsonb_populate_record(null::subscriptions, to_jsonb(s) || jsonb_build_object('id', 'sub_' || n))).*
       from subscriptions s, generate_series(1, 3) n`,
    )
    await recoveriesOf(() => 200).sweep()
    expect(faults).toEqual([new Error('Temporal hangs')])
  })

  it('ends what is held in time although the receiver wants to be left alone for long', async () => {
    const { subscription, query } = seeded()
    await query('update subscriptions set deadline_seconds = 100')
    const [old] = await held(1, ago(80))
    const [id] = await held(1)
    const recoveries = recoveriesOf(() => 503, '36000')
    const put = await recoveries.recoverTurn({ subscription, batch: 0 })
    expect(put).toEqual({ kind: 'go-on', batch: 0, delayMs: 300_000, note: 'probe 2', after: old })
    await query(`update notifications set created_at = created_at - interval '1 minute' where id = $1`, [old])
    const again = await recoveries.recoverTurn({ subscription, batch: 0, after: old! })
    expect(again).toEqual({ kind: 'go-on', batch: 0, delayMs: 300_000, note: 'until the next probe', after: old })
    expect(await states()).toEqual({ [old!]: 'exhausted', [id!]: 'held' })
    expect(asked).toEqual([old])
  })
})
