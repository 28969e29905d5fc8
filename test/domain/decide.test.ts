import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { askedWaitMs, type AttemptDecision, decide, type OwedRound } from '../../src/domain/decide.js'
import type { Judgement, Outcome } from '../../src/domain/delivery-types.js'

const now = new Date('2025-03-01T12:00:00Z')
const failed = (status: number): Judgement => ({ outcome: 'failed', reason: `HTTP ${status}`, status })
const unanswered = (outcome: Outcome): Judgement => ({ outcome, reason: 'no answer', status: null })
const owed = (round: Partial<OwedRound> = {}): OwedRound => ({
  schedule: { name: 'custom', delaysSeconds: [10, 20] },
  roundAttempt: 1,
  roundStartedAt: now,
  factor: 1,
  ...round,
})
const decided = (judgement: Judgement, round: Partial<OwedRound> = {}) => decide(judgement, owed(round), { now, random: 0.5 })
const retryIn = (seconds: number): AttemptDecision => ({ kind: 'retry', dueAt: new Date(now.getTime() + seconds * 1000) })

describe('decide', () => {
  it('is done when the receiver has confirmed, on the last attempt as well', () => {
    expect(decided({ outcome: 'confirmed', reason: 'HTTP 200', status: 200 })).toEqual({ kind: 'delivered' })
    expect(decided({ outcome: 'confirmed', reason: 'HTTP 200', status: 200 }, { roundAttempt: 3 })).toEqual({ kind: 'delivered' })
  })

  it('ends at 410', () => {
    expect(decided(failed(410))).toEqual({ kind: 'gone' })
  })

  it.each([302, 400, 401, 403, 404, 408, 418, 425, 429, 500, 503])('S4-14: tries again after %p', (status) => {
    expect(decided(failed(status))).toEqual(retryIn(10))
  })

  it.each(['timeout', 'unreachable', 'refused'] as const)('S4-7: tries again after %s', (outcome) => {
    expect(decided(unanswered(outcome))).toEqual(retryIn(10))
  })

  it('S2-14: tries again when the answer was fine but did not confirm', () => {
    expect(decided({ outcome: 'unconfirmed', reason: 'body does not echo the id', status: 200 })).toEqual(retryIn(10))
  })

  it('S2-6: tries no more after the deadline of the subscription', () => {
    expect(decided(failed(503), { deadlineAt: new Date(now.getTime() + 10_000) })).toEqual(retryIn(10))
    expect(decided(failed(503), { deadlineAt: new Date(now.getTime() + 9_999) })).toEqual({ kind: 'exhausted' })
  })

  it('S2-15: follows the schedule to its end', () => {
    expect(decided(failed(500), { roundAttempt: 2 })).toEqual(retryIn(20))
    expect(decided(failed(500), { roundAttempt: 3 })).toEqual({ kind: 'exhausted' })
  })

  it.each([408, 425, 429, 500, 503, 599])('waits as long as the receiver asked with %p', (status) => {
    expect(decided(failed(status), { retryAfter: '60' })).toEqual(retryIn(60))
    expect(decided(failed(status), { retryAfter: 'Sat, 01 Mar 2025 12:02:00 GMT' })).toEqual(retryIn(120))
    expect(decided(failed(status), { retryAfter: '1' })).toEqual(retryIn(10))
    expect(decided(failed(status), { retryAfter: 'later' })).toEqual(retryIn(10))
  })

  it.each([302, 400, 404])('keeps to the schedule when %p carries Retry-After', (status) => {
    expect(decided(failed(status), { retryAfter: '60' })).toEqual(retryIn(10))
  })

  it('tries at once when what was refused has been mended, on the last attempt as well, but not after the deadline', () => {
    expect(decided(failed(401), { mended: true, roundAttempt: 3 })).toEqual(retryIn(0))
    expect(decided(failed(401), { mended: true, deadlineAt: now })).toEqual(retryIn(0))
    expect(decided(failed(401), { mended: true, deadlineAt: new Date(now.getTime() - 1) })).toEqual({ kind: 'exhausted' })
  })

  it('decides the same for the same arguments, and never a time in the past', () => {
    const anAttempt = fc.record({
      status: fc.integer({ min: 100, max: 999 }),
      roundAttempt: fc.integer({ min: 1, max: 4 }),
      random: fc.double({ min: 0, max: 1, noNaN: true }),
      retryAfter: fc.string(),
    })
    fc.assert(
      fc.property(anAttempt, ({ status, roundAttempt, random, retryAfter }) => {
        const decision = decide(failed(status), owed({ roundAttempt, retryAfter }), { now, random })
        expect(decide(failed(status), owed({ roundAttempt, retryAfter }), { now, random })).toEqual(decision)
        if (decision.kind === 'retry') expect(decision.dueAt.getTime()).toBeGreaterThan(now.getTime())
      }),
    )
  })
})

describe('several answers', () => {
  it('ask together for the longest wait of those that may', () => {
    const of = (status: number | null, retryAfter?: string) => ({ status, retryAfter })
    expect(askedWaitMs([of(503, '60'), of(429, '120'), of(422, '600'), of(500), of(null)], now)).toBe(120_000)
    expect(askedWaitMs([of(422, '600'), of(503, 'later')], now)).toBeUndefined()
    expect(askedWaitMs([], now)).toBeUndefined()
  })
})
