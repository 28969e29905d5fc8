import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { OwedRow } from '../../src/db/load-owed.js'
import { labelsOf, leaving, type Standing, standingOf } from '../../src/delivery/standing.js'
import type { Ask, Decision } from '../../src/domain/deliver-types.js'
import { anOwedRow } from './owed.js'

const now = new Date('2026-01-05T10:00:30Z')
const at = (row: Partial<OwedRow>, ask: Partial<Ask> = {}, owner = 'ntf_1') =>
  standingOf(anOwedRow(row), { notification: 'ntf_1', number: 1, ...ask }, { owner, now, factor: 1 })
const settled = (decision: Decision): Standing => ({ kind: 'settled', decision })
const inAMinute = new Date(now.getTime() + 60_000)
const once = { state: 'retrying', attempts: 1, nextAttemptAt: inAMinute, lastOutcome: 'failed', lastStatus: 503 } as const
const retry = (delayMs: number, number = 2) => ({ kind: 'retry', number, delayMs, note: 'HTTP 503' }) as const

describe('where a notification stands after its deadline', () => {
  const late = { createdAt: new Date(now.getTime() - 2_000), deadlineSeconds: 1 }
  const closed: Standing = { kind: 'close', state: 'exhausted', note: 'the deadline has passed', endReason: 'deadline' }

  it('is over, and is owed its attempt until then', () => {
    expect(at(late)).toEqual(closed)
    expect(at({ ...late, deadlineSeconds: 2 })).toEqual({ kind: 'owed', number: 1 })
  })

  it('is held as long as its subscription is, and owed what a replay opened', () => {
    expect(at({ ...late, subscriptionState: 'paused' })).toMatchObject({ kind: 'hold' })
    expect(at({ ...late, round: 2 })).toEqual({ kind: 'owed', number: 1 })
  })
})

describe('where a notification stands', () => {
  it.each<[string, Standing, Standing]>([
    ['is owed its first attempt', at({}), { kind: 'owed', number: 1 }],
    ['is owed the attempt that is asked for', at(once, { number: 2 }), { kind: 'owed', number: 2 }],
    ['has the decision of an attempt made before', at(once), settled(retry(60_000))],
    ['is due at once when its time has passed', at({ ...once, nextAttemptAt: new Date(0) }), settled(retry(0))],
    [
      'tells the outcome when there was no status',
      at({ ...once, lastOutcome: 'timeout', lastStatus: null }),
      settled({ ...retry(60_000), note: 'timeout' }),
    ],
    [
      'is over when delivered',
      at({ state: 'delivered', attempts: 1, lastStatus: 200 }),
      settled({ kind: 'delivered', number: 2, note: 'HTTP 200' }),
    ],
    ...(['exhausted', 'gone', 'cancelled'] as const).map((state): [string, Standing, Standing] => [
      `is over when ${state}`,
      at({ ...once, state, nextAttemptAt: null }, { number: 2, cancel: 'wrong' }),
      settled({ kind: 'stop', number: 2, state, note: state === 'cancelled' ? 'wrong' : 'HTTP 503' }),
    ]),
    [
      'is cancelled when there is nothing left to send',
      at({ body: '' }),
      { kind: 'close', state: 'cancelled', note: 'the payload is removed', endReason: 'payload_gone' },
    ],
    ['is cancelled when asked to', at({}, { cancel: 'wrong' }), { kind: 'close', state: 'cancelled', note: 'wrong' }],
    ['is held when asked to', at({}, { hold: true }), { kind: 'hold', by: 'operator', note: 'held by an operator' }],
    ['is cancelled rather than held', at({}, { cancel: 'wrong', hold: true }), { kind: 'close', state: 'cancelled', note: 'wrong' }],
    [
      'is held with its subscription',
      at({ subscriptionState: 'paused' }),
      { kind: 'hold', by: 'subscription', note: 'the subscription is paused' },
    ],
    [
      'is gone with its subscription',
      at({ subscriptionState: 'deleted' }),
      { kind: 'close', state: 'gone', note: 'the subscription was deleted' },
    ],
    [
      'is attempted when resumed by an operator',
      at({ state: 'held', heldBy: 'operator', nextAttemptAt: null }),
      { kind: 'owed', number: 1 },
    ],
    [
      'is resumed although an attempt ended while it was held',
      at({ ...once, state: 'held', heldBy: 'operator', nextAttemptAt: null }),
      settled(retry(0)),
    ],
  ])('%s', (_, standing, expected) => {
    expect(standing).toEqual(expected)
  })

  it('is released when there is no such notification', () => {
    const standing = standingOf(undefined, { notification: 'ntf_1', number: 1 }, { owner: 'ntf_1', now, factor: 1 })
    expect(standing).toEqual(settled({ kind: 'released', note: 'no such notification' }))
  })
})

describe('a round that is asked for', () => {
  it.each(['pending', 'retrying', 'held', 'delivered', 'exhausted', 'gone', 'cancelled'] as const)('is opened when %s', (state) => {
    expect(at({ ...once, state }, { openRound: 'r1' })).toEqual({ kind: 'open-round', token: 'r1' })
    expect(at({ ...once, state, workflowId: 'ntf_1' }, { openRound: 'r1' }, 'batch_1')).toEqual({ kind: 'open-round', token: 'r1' })
  })

  it('is opened once, and its first attempt asked for like any other', () => {
    expect(at({ ...once, roundToken: 'r1', state: 'pending', nextAttemptAt: now }, { openRound: 'r1' })).toEqual(settled(retry(0)))
    expect(at({ ...once, roundToken: 'r1', roundOffset: 1, state: 'pending' }, { openRound: 'r1', number: 7 })).toEqual(
      settled(retry(60_000)),
    )
  })

  it('is opened and cancelled when both are asked for', () => {
    expect(at({ roundToken: 'r1' }, { openRound: 'r1', cancel: 'wrong' })).toMatchObject({ kind: 'close', state: 'cancelled' })
  })
})

describe('in a set', () => {
  it('is owed while the set owns it, or nobody does', () => {
    expect(at({}, {}, 'batch_1')).toEqual({ kind: 'owed', number: 1 })
    expect(at({ ...once, workflowId: 'batch_1' }, { number: 2 }, 'batch_1')).toEqual({ kind: 'owed', number: 2 })
  })

  it('is released when another set owns it', () => {
    expect(at({ ...once, workflowId: 'batch_2' }, {}, 'batch_1')).toEqual(settled({ kind: 'released', note: 'owned by batch_2' }))
  })

  it('goes on alone when it was to leave the set and the turn that said so was lost', () => {
    const row = { ...once, workflowId: 'ntf_1' }
    expect(at(row, {}, 'batch_1')).toEqual(settled({ ...retry(60_000), alone: labelsOf(anOwedRow()) }))
    expect(at({ ...row, state: 'held', nextAttemptAt: null }, { hold: true }, 'batch_1')).toMatchObject({
      kind: 'settled',
      decision: { alone: {} },
    })
  })

  it('is over although it had left', () => {
    expect(at({ state: 'delivered', attempts: 3, workflowId: 'ntf_1' }, {}, 'batch_1')).toEqual(settled({ kind: 'delivered', number: 4 }))
  })

  it('is taken over by its own workflow', () => {
    expect(at({ ...once, workflowId: 'batch_1' }, { number: 2 }, 'ntf_1')).toEqual({ kind: 'owed', number: 2 })
  })
})

describe('what leaves a set', () => {
  const row = anOwedRow()
  const labels = labelsOf(row)
  it.each<[Decision, boolean]>([
    [{ kind: 'delivered', number: 2 }, false],
    [{ kind: 'released', note: 'owned by batch_2' }, false],
    [retry(60_000), false],
    [retry(60_001), true],
    [{ kind: 'hold', number: 1, note: 'paused' }, true],
    [{ kind: 'stop', number: 2, state: 'exhausted', note: 'HTTP 503' }, true],
  ])('%j: %p', (decision, leaves) => {
    expect(leaving(decision, row, 60_000)).toEqual(leaves ? { ...decision, alone: labels } : decision)
  })

  it('stays what it was', () => {
    expect(leaving({ ...retry(5), alone: labels }, row, 60_000)).toEqual({ ...retry(5), alone: labels })
  })
})

const anyRow = fc
  .record({
    state: fc.constantFrom<OwedRow['state'][]>('pending', 'retrying', 'held', 'delivered', 'exhausted', 'gone', 'cancelled'),
    subscriptionState: fc.constantFrom<OwedRow['subscriptionState'][]>('created', 'active', 'paused', 'disabled', 'deleted'),
    attempts: fc.nat(5),
    roundOffset: fc.nat(5),
    roundToken: fc.constantFrom(null, 'r1', 'r2'),
    workflowId: fc.constantFrom(null, 'ntf_1', 'batch_1', 'batch_2'),
    nextAttemptAt: fc.option(fc.date({ min: new Date(0), max: inAMinute, noInvalidDate: true }), { nil: null }),
  })
  .map((row) => anOwedRow(row))
const anyAsk: fc.Arbitrary<Ask> = fc.record(
  {
    notification: fc.constant('ntf_1'),
    number: fc.integer({ min: 1, max: 6 }),
    openRound: fc.constantFrom('r1', 'r2'),
    cancel: fc.constant('wrong'),
    hold: fc.boolean(),
  },
  { requiredKeys: ['notification', 'number'] },
)
const anyOwner = fc.constantFrom('ntf_1', 'batch_1', 'batch_2')
const closed = ['delivered', 'exhausted', 'gone', 'cancelled']

describe('whatever is asked of whatever row', () => {
  const holds = (check: (standing: Standing, row: OwedRow, ask: Ask) => void) => {
    fc.assert(
      fc.property(anyRow, anyAsk, anyOwner, (row, ask, owner) => check(standingOf(row, ask, { owner, now, factor: 1 }), row, ask)),
      { numRuns: 1_000 },
    )
  }

  it('an attempt is owed only on an open row of an active subscription, with the number after the last', () => {
    holds((standing, row, ask) => {
      if (standing.kind !== 'owed') return
      expect(closed).not.toContain(row.state)
      expect(row.subscriptionState).toBe('active')
      expect(standing.number).toBe(row.attempts + 1)
      expect(ask.cancel ?? ask.openRound).toBeUndefined()
      expect(ask.hold).not.toBe(true)
    })
  })

  it('a closed row is told as closed unless another round is asked for', () => {
    holds((standing, row, ask) => {
      if (!closed.includes(row.state) || (ask.openRound !== undefined && ask.openRound !== row.roundToken)) return
      expect(standing).toMatchObject({ kind: 'settled', decision: { kind: row.state === 'delivered' ? 'delivered' : 'stop' } })
    })
  })

  it('an open row is never told as ended', () => {
    holds((standing, row) => {
      if (closed.includes(row.state) || standing.kind !== 'settled') return
      expect(['retry', 'released']).toContain(standing.decision.kind)
    })
  })
})
