import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { Schedule, ScheduleName } from '../../src/domain/delivery-types.js'
import { nextAttempt } from '../../src/domain/schedule.js'
import { publishedSchedules, timingOf } from '../../src/domain/schedules.js'

const minute = 60
const hour = 3600
const eightHours = (count: number) => Array<number>(count).fill(8 * hour)
const custom = (schedule: Omit<Extract<Schedule, { name: 'custom' }>, 'name'>): Schedule => ({ name: 'custom', ...schedule })

describe('the published schedules (S2-15)', () => {
  it.each<[ScheduleName, number[], number | null]>([
    ['payments-72h', [10, 30, 120, 300, 900, 1800, hour, 2 * hour, 4 * hour, ...eightHours(8)], 72 * hour],
    ['standard-webhooks', [5, 300, 1800, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour], null],
    ['adyen-30d', [9, 18, 27, 120, 300, 600, 900, 1800, hour, 2 * hour, 4 * hour, ...eightHours(88)], 720 * hour],
    ['unipay', [5 * minute, 15 * minute, 30 * minute, hour, 2 * hour, 4 * hour, ...eightHours(8)], 72 * hour],
    ['azupay', [20, 20, ...Array<number>(15).fill(15 * minute)], null],
    ['fixed-hourly-24h', Array<number>(24).fill(hour), null],
  ])('%s waits %j seconds', (name, delaysSeconds, endSeconds) => {
    expect(timingOf({ name })).toMatchObject({ delaysSeconds, endSeconds })
    expect(publishedSchedules[name].description).not.toBe('')
  })

  it("unipay goes on with the subscription's own list", () => {
    expect(timingOf({ name: 'unipay', delaysSeconds: [60, 120] })).toEqual({ delaysSeconds: [300, 900, 60, 120], endSeconds: null })
  })
})

describe('a custom schedule', () => {
  it('is a list, with an end or without', () => {
    expect(timingOf(custom({ delaysSeconds: [1, 5, 25] }))).toEqual({ delaysSeconds: [1, 5, 25], endSeconds: null })
    expect(timingOf(custom({ delaysSeconds: [1, 5, 25], endSeconds: 6 }))).toEqual({ delaysSeconds: [1, 5], endSeconds: 6 })
    expect(timingOf(custom({}))).toEqual({ delaysSeconds: [], endSeconds: null })
  })

  it('is an arithmetic progression', () => {
    const arithmetic = { firstSeconds: 10, stepSeconds: 5 }
    expect(timingOf(custom({ arithmetic, endSeconds: 60 })).delaysSeconds).toEqual([10, 15, 20])
    expect(timingOf(custom({ arithmetic: { ...arithmetic, maxSeconds: 12 }, endSeconds: 60 })).delaysSeconds).toEqual([10, 12, 12, 12, 12])
  })

  it('is a geometric progression', () => {
    const geometric = { firstSeconds: 1, factor: 3 }
    expect(timingOf(custom({ geometric, endSeconds: 60 })).delaysSeconds).toEqual([1, 3, 9, 27])
    expect(timingOf(custom({ geometric: { ...geometric, maxSeconds: 10 }, endSeconds: 30 })).delaysSeconds).toEqual([1, 3, 9, 10])
  })

  it('never has more than 100 retries, nor a delay of more than 30 days', () => {
    expect(timingOf(custom({ arithmetic: { firstSeconds: 1, stepSeconds: 0 }, endSeconds: 86_400 })).delaysSeconds).toHaveLength(100)
    expect(timingOf(custom({ geometric: { firstSeconds: 1, factor: 100 }, endSeconds: 90 * 86_400 })).delaysSeconds.at(-1)).toBe(
      30 * 86_400,
    )
  })
})

describe('whatever happens, a round', () => {
  const names = Object.keys(publishedSchedules) as ScheduleName[]
  const delay = fc.double({ min: 0.01, max: 2_592_000, noNaN: true })
  const aSchedule: fc.Arbitrary<Schedule> = fc.oneof(
    fc.constantFrom(...names).map((name): Schedule => ({ name })),
    fc.array(delay, { minLength: 1, maxLength: 20 }).map((delaysSeconds): Schedule => ({ name: 'unipay', delaysSeconds })),
    fc.array(delay, { maxLength: 20 }).map((delaysSeconds) => custom({ delaysSeconds })),
    fc
      .record({
        firstSeconds: fc.integer({ min: 1, max: 7_200 }),
        stepSeconds: fc.nat(3_600),
        endSeconds: fc.integer({ min: 1, max: 7_776_000 }),
      })
      .map(({ endSeconds, ...arithmetic }) => custom({ arithmetic, endSeconds })),
    fc
      .record({
        firstSeconds: fc.integer({ min: 1, max: 600 }),
        factor: fc.double({ min: 1, max: 4, noNaN: true }),
        endSeconds: fc.nat(7_776_000),
      })
      .map(({ endSeconds, ...geometric }) => custom({ geometric, endSeconds })),
  )
  /** How one attempt goes: how long it takes, what the receiver asks for, and how late the next begins. */
  const aTurn = fc.record({
    tookMs: fc.nat(30_000),
    retryAfterMs: fc.option(fc.nat(86_400_000), { nil: undefined, freq: 5 }),
    random: fc.double({ min: 0, max: 1, noNaN: true }),
    lateMs: fc.oneof({ weight: 9, arbitrary: fc.nat(500) }, { weight: 1, arbitrary: fc.nat(100_000_000) }),
  })
  const aHistory = fc.record({
    schedule: aSchedule,
    turns: fc.array(aTurn, { minLength: 101, maxLength: 101, size: 'max' }),
    deadlineMs: fc.option(fc.nat(300_000_000), { nil: undefined }),
    factor: fc.constantFrom(1, 0.001),
  })
  type History = typeof aHistory extends fc.Arbitrary<infer T> ? T : never
  const firstAt = new Date('2026-03-01T12:00:00Z')
  const after = (ms: number) => new Date(firstAt.getTime() + ms)

  /** All decisions of a round in which every attempt fails, with what was known at each. */
  function play({ schedule, turns, deadlineMs, factor }: History) {
    const deadlineAt = deadlineMs === undefined ? undefined : after(deadlineMs)
    const decisions = []
    let startMs = 0
    for (const [i, turn] of turns.entries()) {
      const nowMs = startMs + turn.tookMs
      const position = { attempt: i + 1, firstAt, now: after(nowMs), deadlineAt, factor, ...turn }
      const next = nextAttempt(schedule, position)
      const dueMs = next.kind === 'retry' ? next.dueAt.getTime() - firstAt.getTime() : undefined
      decisions.push({ turn, nowMs, dueMs, attempt: i + 1 })
      if (dueMs === undefined) break
      startMs = dueMs + turn.lateMs
    }
    return decisions
  }

  type Decision = ReturnType<typeof play>[number]

  const boundsOf = ({ schedule, factor, deadlineMs = Infinity }: History) => {
    const { delaysSeconds, endSeconds } = timingOf(schedule)
    const endMs = (endSeconds ?? Infinity) * 1000 * factor
    return { delaysMs: delaysSeconds.map((delay) => delay * 1000 * factor), endMs, latestMs: Math.min(endMs, deadlineMs) }
  }

  function isAsPublished({ turn, nowMs, dueMs, attempt }: Decision, { delaysMs, endMs, latestMs }: ReturnType<typeof boundsOf>): boolean {
    const delayMs = delaysMs[attempt - 1] ?? Infinity
    const [leastMs, mostMs] = [0.9, 1.1].map((part) => Math.max(Math.min(delayMs * part, endMs - nowMs), turn.retryAfterMs ?? 0)) as [
      number,
      number,
    ]
    // given up only where there is no delay left, or the next attempt could come too late
    if (dueMs === undefined) return delayMs === Infinity || nowMs >= endMs || nowMs + mostMs > latestMs - 1
    const waitMs = dueMs - nowMs
    return waitMs >= Math.max(0, leastMs - 1) && waitMs <= mostMs + 1 && dueMs <= latestMs + 1
  }

  it('waits as published, not before Retry-After, not after its end, and loses no attempt: 10,000 histories', () => {
    fc.assert(
      fc.property(aHistory, (history) => {
        const bounds = boundsOf(history)
        const decisions = play(history)
        if (!decisions.every((decision) => isAsPublished(decision, bounds))) return false
        return decisions.length <= bounds.delaysMs.length + 1 && decisions.at(-1)?.dueMs === undefined
      }),
      { numRuns: 10_000 },
    )
  })
})
