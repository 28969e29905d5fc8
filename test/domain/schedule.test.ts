import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Schedule } from '../../src/domain/delivery-types.js'
import { deadlineOf, nextAttempt, type NextAttempt, type RoundPosition, timetable } from '../../src/domain/schedule.js'

const firstAt = new Date('2025-03-01T12:00:00Z')
const secondMs = 1000
const hourMs = 3600 * secondMs
const endMs = 72 * hourMs
const payments: Schedule = { name: 'payments-72h' }
const custom = (...delaysSeconds: number[]): Schedule => ({ name: 'custom', delaysSeconds })
const after = (ms: number) => new Date(firstAt.getTime() + ms)
const at = (position: Partial<RoundPosition>): RoundPosition => ({ attempt: 1, firstAt, now: firstAt, random: 0.5, factor: 1, ...position })
const retryAt = (dueAt: Date): NextAttempt => ({ kind: 'retry', dueAt })
const exhausted: NextAttempt = { kind: 'exhausted' }

/** All attempts of a round of which every one takes `tookMs` and fails, as milliseconds after the first. */
function walk(schedule: Schedule, random: () => number, tookMs = 0): number[] {
  const starts = [0]
  for (;;) {
    const now = after((starts.at(-1) ?? 0) + tookMs)
    const next = nextAttempt(schedule, at({ attempt: starts.length, now, random: random() }))
    if (next.kind === 'exhausted') return starts
    starts.push(next.dueAt.getTime() - firstAt.getTime())
  }
}

const paymentDelays = [10, 30, 120, 300, 900, 1800, 3600, 7200, 14_400, ...Array<number>(8).fill(28_800)]
const aRandom = fc.double({ min: 0, max: 1, noNaN: true })
const aSchedule = fc.oneof(
  fc.constant(payments),
  fc.array(fc.double({ min: 0.01, max: 2_592_000, noNaN: true }), { maxLength: 12 }).map((delays) => custom(...delays)),
)

describe('payments-72h (S2-15)', () => {
  it('waits 10 s, 30 s, 2 m, 5 m, 15 m, 30 m, 1 h, 2 h, 4 h, 8 h, then 8 h until 72 h after the first', () => {
    const starts = walk(payments, () => 0.5)
    expect(starts.slice(1).map((start, i) => (start - starts[i]!) / 1000)).toEqual(paymentDelays)
    expect(starts.at(-1)).toBeLessThanOrEqual(endMs)
  })

  it('makes all its attempts within the 72 h, whatever jitter does', () => {
    fc.assert(
      fc.property(fc.infiniteStream(aRandom), (randoms) => {
        const starts = walk(payments, () => randoms.next().value as number)
        expect(starts.at(-1)).toBeLessThanOrEqual(endMs)
        expect(starts.length).toBeLessThanOrEqual(18)
        expect(starts.length === 18 || starts.at(-1) === endMs).toBe(true)
      }),
    )
  })

  it('makes its last attempt at the end when the attempts themselves took their time', () => {
    expect(walk(payments, () => 0.5, 30 * secondMs).at(-1)).toBe(endMs)
  })

  it('is over when its end has passed, for example while we were down', () => {
    expect(nextAttempt(payments, at({ attempt: 3, now: after(endMs) }))).toEqual(exhausted)
    expect(nextAttempt(payments, at({ attempt: 3, now: after(endMs - 1) }))).toEqual(retryAt(after(endMs)))
  })

  it('is over when the receiver asks to wait beyond its end', () => {
    const now = after(endMs - hourMs)
    expect(nextAttempt(payments, at({ attempt: 10, now, retryAfterMs: hourMs }))).toEqual(retryAt(after(endMs)))
    expect(nextAttempt(payments, at({ attempt: 10, now, retryAfterMs: hourMs + 1 }))).toEqual(exhausted)
  })
})

describe('custom', () => {
  it('is over after as many retries as it has delays', () => {
    expect(walk(custom(1, 5, 0.25), () => 0.5)).toEqual([0, 1000, 6000, 6250])
    expect(walk(custom(), () => 0.5)).toEqual([0])
  })

  it('counts each delay from the end of the attempt before', () => {
    expect(walk(custom(1, 5), () => 0.5, 700)).toEqual([0, 1700, 7400])
  })
})

describe('every schedule', () => {
  it.each([
    [0, 9000],
    [0.5, 10_000],
    [1, 11_000],
  ])('jitters by 10 %%: random %p', (random, expectedMs) => {
    expect(nextAttempt(payments, at({ random }))).toEqual(retryAt(after(expectedMs)))
    expect(nextAttempt(custom(10), at({ random }))).toEqual(retryAt(after(expectedMs)))
  })

  it('never tries again before Retry-After, and not later because of a shorter one', () => {
    expect(nextAttempt(custom(10), at({ random: 0, retryAfterMs: 60_000 }))).toEqual(retryAt(after(60_000)))
    expect(nextAttempt(custom(10), at({ random: 0, retryAfterMs: 1000 }))).toEqual(retryAt(after(9000)))
  })

  it('is due within 10 % of its delay, not before Retry-After, not after its end, or over', () => {
    fc.assert(
      fc.property(
        fc.record({ schedule: aSchedule, attempt: fc.integer({ min: 1, max: 20 }), random: aRandom }),
        fc.record({
          elapsedMs: fc.integer({ min: 0, max: 2 * endMs }),
          retryAfterMs: fc.option(fc.integer({ min: 0, max: 24 * hourMs }), { nil: undefined }),
        }),
        ({ schedule, attempt, random }, { elapsedMs, retryAfterMs }) => {
          const next = nextAttempt(schedule, at({ attempt, random, now: after(elapsedMs), retryAfterMs }))
          if (next.kind === 'exhausted') return
          const delayMs = (schedule.name === 'custom' ? schedule.delaysSeconds! : paymentDelays)[attempt - 1]! * 1000
          const leftMs = schedule.name === 'custom' ? Infinity : endMs - elapsedMs
          const waitMs = next.dueAt.getTime() - firstAt.getTime() - elapsedMs
          expect(waitMs).toBeGreaterThanOrEqual(Math.max(Math.min(delayMs * 0.9, leftMs) - 1, retryAfterMs ?? 0))
          expect(waitMs).toBeLessThanOrEqual(Math.min(Math.max(delayMs * 1.1 + 1, retryAfterMs ?? 0), leftMs))
        },
      ),
    )
  })
})

describe('timetable', () => {
  it('lists when all attempts are made, the first included', () => {
    expect(timetable(custom(1, 5))).toEqual([0, 1, 6])
    expect(timetable(custom())).toEqual([0])
    expect(timetable(payments)).toHaveLength(18)
    expect(timetable(payments).at(-1)).toBe(258_760)
  })

  it('says when the attempts are made when there is no jitter and no attempt takes time', () => {
    fc.assert(
      fc.property(aSchedule, (schedule) => {
        const planned = timetable(schedule).map((seconds) => seconds * 1000)
        const made = walk(schedule, () => 0.5)
        expect(made).toHaveLength(planned.length)
        made.forEach((start, i) => expect(Math.abs(start - planned[i]!)).toBeLessThanOrEqual(planned.length))
      }),
    )
  })
})

describe('a deadline (S2-6)', () => {
  const source = { createdAt: firstAt, round: 1, roundStartedAt: after(500), deadlineSeconds: 60 }

  it('counts from the acceptance of the event, and in a replay from its first attempt', () => {
    expect(deadlineOf(source, 1)).toEqual(after(60_000))
    expect(deadlineOf({ ...source, roundStartedAt: null }, 0.1)).toEqual(after(6_000))
    expect(deadlineOf({ ...source, round: 2 }, 1)).toEqual(after(60_500))
    expect(deadlineOf({ ...source, round: 2, roundStartedAt: null }, 1)).toBeUndefined()
    expect(deadlineOf({ ...source, deadlineSeconds: null }, 1)).toBeUndefined()
  })
})
