import { describe, expect, it } from '@jest/globals'
import type { OwedRow } from '../../src/db/load-owed.js'
import type { Recorded } from '../../src/db/record-attempt.js'
import type { Admission } from '../../src/delivery/admission-types.js'
import { type AttemptAsk, createAttempt } from '../../src/delivery/attempt.js'
import { noCredentials } from '../../src/delivery/credentials.js'
import { createRecord } from '../../src/delivery/record.js'
import { createSign } from '../../src/delivery/sign.js'
import type { Answer } from '../../src/domain/delivery-types.js'
import { anAdmission } from './an-admission.js'
import { anEndpoint, answerOf } from './an-endpoint.js'
import { anOwedRow } from './owed.js'

const endpoint = anEndpoint()
const now = new Date('2026-01-05T10:00:00Z')
const noKey = () => Promise.reject(new Error('no key is needed'))

interface Stage {
  rows?: (OwedRow | undefined)[]
  recorded?: (state: string) => Recorded
  answers?: (Answer | Error)[]
  admission?: Admission
}

/** The steps of an attempt over a store and a receiver made of lists; the last of each stays. */
function stage({ rows = [anOwedRow()], recorded, answers = [answerOf(200)], admission }: Stage = {}) {
  const told: string[] = []
  const take = <T>(list: T[]): T => (list.length > 1 ? (list.shift() as T) : (list[0] as T))
  const caps = admission ?? anAdmission({ node: 5, account: 5, host: 5, subscription: 5 })
  const attempt = createAttempt({
    load: () => Promise.resolve(take(rows)),
    change(_row, standing) {
      told.push(standing.kind)
      return Promise.resolve(undefined)
    },
    waitBehind: () => Promise.resolve(undefined),
    endpoints: () => Promise.resolve(endpoint),
    sign: createSign({ keys: { current: noKey, own: noKey, isPublished: noKey }, issuer: 'https://posthorn.example' }),
    ...{ admission: caps, authorise: noKey },
    post: Object.assign(
      ({ body }: { body: string }) => {
        told.push(`post ${body}`)
        const answer = take(answers)
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
      },
      { close: () => Promise.resolve() },
    ),
    record: createRecord({
      write(row) {
        told.push(`record ${row.number} ${row.state} for ${row.workflowId}`)
        return Promise.resolve(recorded?.(row.state) ?? { won: true, state: row.state, heldBy: null })
      },
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
  const run = (ask: Partial<AttemptAsk> = {}) =>
    attempt({ notification: 'ntf_1', number: 1, owner: 'ntf_1', onSend: () => told.push('send'), ...ask })
  return { run, told, caps }
}

const second = { state: 'retrying', attempts: 1, nextAttemptAt: now, roundStartedAt: now, lastOutcome: 'failed', lastStatus: 503 } as const

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

describe('an attempt that waits for its slot', () => {
  const full = () => {
    const admission = anAdmission({ node: 1, account: 1, host: 9, subscription: 1 })
    const permit = admission.admit({ account: 'acc_2', subscription: 'sub_2', host: 'other.example' })
    if (permit instanceof Promise) throw new Error('there was no room')
    return { admission, permit }
  }

  it('sends what the row says by then', async () => {
    const { admission, permit } = full()
    const { run, told } = stage({ admission, rows: [anOwedRow(), anOwedRow({ body: '{"data":2}' })] })
    const decided = run()
    await new Promise(setImmediate)
    expect([told, admission.waiting()]).toEqual([[], 1])
    permit.release()
    expect(await decided).toEqual({ kind: 'delivered', number: 2, note: 'HTTP 200' })
    expect(told).toContain('post {"data":2}')
    expect(admission.open()).toBe(0)
  })

  it.each<[string, OwedRow | undefined]>([
    ['was cancelled', anOwedRow({ state: 'cancelled' })],
    ['was attempted elsewhere', anOwedRow(second)],
    ['had its subscription paused', anOwedRow({ subscriptionState: 'paused' })],
    ['was erased', undefined],
  ])('is looked at again, and not sent, when it %s meanwhile, and its place is given to the next', async (_, changed) => {
    const { admission, permit } = full()
    const waiting = anOwedRow({ rateLimit: { requests: 1, per: 'minute' } })
    const { run, told } = stage({ admission, rows: [waiting, changed] })
    const decided = run()
    await new Promise(setImmediate)
    permit.release()
    expect(await decided).toEqual({ kind: 'retry', number: 1, delayMs: 0, note: 'changed while it waited' })
    expect(told).toEqual([])
    expect(admission.open()).toBe(0)
    const { accountId: account, subscription, host } = waiting
    expect(admission.tryAdmit({ account, subscription, host })).toBeDefined()
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
