import { describe, expect, it } from '@jest/globals'
import type { Recorded } from '../../src/db/record-attempt.js'
import { noCredentials } from '../../src/delivery/credentials.js'
import { createRecord } from '../../src/delivery/record.js'
import { answerOf } from './an-endpoint.js'
import { endpoint, now, second, stage } from './attempt-stage.js'
import { anOwedRow } from './owed.js'

describe('an attempt', () => {
  it('posts the stored bytes and records what came of it', async () => {
    const { run, told, caps } = stage()
    expect(await run()).toEqual({ kind: 'delivered', number: 2, note: 'HTTP 200' })
    expect(told).toEqual(['send', 'post {"data":1}', 'record 1 delivered for ntf_1'])
    expect(caps.open()).toBe(0)
  })

  it('needs no note for the operator in a set', async () => {
    expect(await stage().run({ owner: 'batch_1' })).toEqual({ kind: 'delivered', number: 2 })
  })

  it('is tried again on the schedule, and exhausted when that ends', async () => {
    expect(await stage({ answers: [answerOf(503)] }).run()).toEqual({ kind: 'retry', number: 2, delayMs: 1_000, note: 'HTTP 503' })
    const third = stage({ rows: [anOwedRow({ ...second, attempts: 2 })], answers: [answerOf(503)] })
    expect(await third.run({ number: 3 })).toEqual({ kind: 'stop', number: 4, state: 'exhausted', note: 'HTTP 503 (attempt 3)' })
  })

  it('counts the schedule from the beginning of the round', async () => {
    const { run } = stage({ rows: [anOwedRow({ ...second, attempts: 5, roundOffset: 5, round: 2 })], answers: [answerOf(503)] })
    expect(await run({ number: 6 })).toMatchObject({ kind: 'retry', delayMs: 1_000 })
  })

  it('of a set goes on alone when its next wait is long, and the row says so', async () => {
    const { run, told } = stage({ rows: [anOwedRow({ ...second, workflowId: 'batch_1' })], answers: [answerOf(503)] })
    expect(await run({ number: 2, owner: 'batch_1' })).toMatchObject({ kind: 'retry', delayMs: 120_000, alone: { subscription: 'sub_1' } })
    expect(told).toContain('record 2 retrying for ntf_1')
  })

  it('is not made when it was made before', async () => {
    const { run, told } = stage({ rows: [anOwedRow(second)] })
    expect(await run()).toMatchObject({ kind: 'retry', number: 2, delayMs: 0 })
    expect(told).toEqual([])
  })

  it('that opens a round only opens it', async () => {
    const { run, told } = stage({
      rows: [anOwedRow({ ...second, state: 'delivered' }), anOwedRow({ ...second, state: 'pending', roundToken: 'r1' })],
    })
    expect(await run({ openRound: 'r1' })).toMatchObject({ kind: 'retry', number: 2, delayMs: 0 })
    expect(told).toEqual(['open-round'])
  })

  it('frees its slot when the steps fail', async () => {
    const { run, caps } = stage({ answers: [new Error('broken')] })
    await expect(run()).rejects.toThrow('broken')
    expect(caps.open()).toBe(0)
  })
})

describe('an attempt whose notification changed while it was under way', () => {
  const changedTo =
    (state: Recorded['state'], heldBy: Recorded['heldBy'] = null) =>
    () => ({ won: true, state, heldBy })

  it.each(['cancelled', 'gone'] as const)('stops when it is %s', async (state) => {
    const { run } = stage({ answers: [answerOf(503)], recorded: changedTo(state) })
    expect(await run()).toEqual({ kind: 'stop', number: 2, state, note: state })
  })

  it('waits when an operator holds it', async () => {
    const { run } = stage({ answers: [answerOf(503)], recorded: changedTo('held', 'operator') })
    expect(await run()).toEqual({ kind: 'hold', number: 2, note: 'held' })
    const ofASet = stage({ answers: [answerOf(503)], recorded: changedTo('held', 'operator') })
    expect(await ofASet.run({ owner: 'batch_1' })).toMatchObject({ kind: 'hold', alone: { subscription: 'sub_1' } })
  })

  it('is asked for at once when its subscription holds it', async () => {
    const { run } = stage({ answers: [answerOf(503)], recorded: changedTo('held', 'subscription') })
    expect(await run()).toEqual({ kind: 'retry', number: 2, delayMs: 0, note: 'held' })
  })

  it('is looked at again when the next round was opened, or another attempt was first', async () => {
    const opened = stage({ answers: [answerOf(503)], recorded: changedTo('pending') })
    expect(await opened.run()).toMatchObject({ kind: 'retry', number: 1, delayMs: 0 })
    const second = stage({ recorded: () => ({ won: false, state: 'delivered', heldBy: null }) })
    expect(await second.run()).toMatchObject({ kind: 'retry', number: 1, delayMs: 0 })
  })
})

describe('recording', () => {
  const ended = (write: () => Promise<Recorded>) => {
    const clock = { now: now.getTime() }
    const record = createRecord({
      write,
      onRecorded: () => undefined,
      clock: () => new Date(clock.now),
      sleep(ms) {
        clock.now += ms
        return Promise.resolve()
      },
      ownWorkflowAfterMs: 60_000,
    })
    const answer = answerOf(200)
    const judgement = { outcome: 'confirmed', reason: 'HTTP 200', status: 200 } as const
    const request = { url: endpoint.url, headers: {}, credentials: noCredentials, tokens: {}, keptBody: null, body: '' }
    const times = { startedAt: now, endedAt: now, roundStartedAt: now }
    return {
      clock,
      decided: record({
        owed: anOwedRow(),
        number: 1,
        owner: 'ntf_1',
        request,
        answer,
        judgement,
        mended: false,
        decided: { kind: 'delivered' },
        ...times,
      }),
    }
  }

  it('is tried again until the database is back', async () => {
    let faults = 5
    const { decided } = ended(() =>
      faults-- > 0 ? Promise.reject(new Error('away')) : Promise.resolve({ won: true, state: 'delivered', heldBy: null }),
    )
    expect(await decided).toEqual({ kind: 'delivered', number: 2, note: 'HTTP 200' })
  })

  it('is given up after 30 s, so that the attempt is repeated', async () => {
    const { decided, clock } = ended(() => Promise.reject(new Error('away')))
    await expect(decided).rejects.toThrow('away')
    expect(clock.now - now.getTime()).toBe(30_000)
  })
})
