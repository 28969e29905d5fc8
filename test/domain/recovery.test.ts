import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  afterOutcome,
  type Failures,
  isFailing,
  isOfTheMessages,
  nextBatch,
  probeDelayMs,
  spanSeconds,
  whileHeld,
} from '../../src/domain/recovery.js'

describe('an endpoint', () => {
  const after = (outcomes: readonly ('confirmed' | 'failed')[]) =>
    outcomes.reduce<Failures | undefined>((before, outcome, i) => afterOutcome(before, outcome, 1_000 * i), undefined)

  it('is failing after so many failures in a row, over more than a moment', () => {
    const failures = after(Array.from({ length: 20 }, () => 'failed' as const))
    expect(failures).toEqual({ count: 20, since: 0 })
    expect(isFailing(failures!, { most: 20, now: 10_000 })).toBe(true)
    expect(isFailing(failures!, { most: 21, now: 10_000 })).toBe(false)
    expect(isFailing(failures!, { most: 20, now: 9_999 })).toBe(false)
    expect(isFailing(failures!, { most: 0, now: 10_000 })).toBe(false)
  })

  it('is not when it confirms something now and then', () => {
    expect(after(['failed', 'failed', 'confirmed'])).toBeUndefined()
    expect(after(['failed', 'confirmed', 'failed'])).toEqual({ count: 1, since: 2_000 })
    expect(afterOutcome({ count: 1, since: 5_000 }, 'timeout', 1_000)).toEqual({ count: 2, since: 1_000 })
  })
})

describe('a probe', () => {
  const at = { probes: 1, retryAfterMs: undefined, random: 0.5, factor: 1 }

  it('comes as on the schedule, and every five minutes at least', () => {
    const delays = [1, 2, 3, 4, 5, 6, 40].map((probes) => probeDelayMs({ name: 'payments-72h' }, { ...at, probes }))
    expect(delays).toEqual([10_000, 30_000, 120_000, 300_000, 300_000, 300_000, 300_000])
    expect(probeDelayMs({ name: 'custom', delaysSeconds: [1] }, { ...at, probes: 2, factor: 0.001 })).toBe(300)
  })

  it('comes never before the receiver wants it, and not at the same time for all', () => {
    expect(probeDelayMs({ name: 'payments-72h' }, { ...at, retryAfterMs: 3_600_000 })).toBe(3_600_000)
    expect(probeDelayMs({ name: 'payments-72h' }, { ...at, random: 0 })).toBe(9_000)
    expect(probeDelayMs({ name: 'payments-72h' }, { ...at, random: 1 })).toBe(11_000)
  })

  it('ends what has been attempted for as long as the schedule says', () => {
    expect(spanSeconds({ name: 'payments-72h' })).toBe(72 * 3_600)
    expect(spanSeconds({ name: 'custom', delaysSeconds: [1, 2, 3] })).toBeCloseTo(6.6)
  })
})

describe('what is held', () => {
  it('is not exhausted by probes, and ends otherwise as ever', () => {
    const now = new Date('2026-01-05T10:00:00Z')
    expect(whileHeld({ kind: 'exhausted' }, now)).toEqual({ kind: 'retry', dueAt: now })
    expect(whileHeld({ kind: 'delivered' }, now)).toEqual({ kind: 'delivered' })
    expect(whileHeld({ kind: 'gone' }, now)).toEqual({ kind: 'gone' })
  })
})

describe('what is refused', () => {
  it('is so for what it is when its status says so, and nothing else of them is', () => {
    expect(isOfTheMessages([422, 400, 413])).toBe(true)
    for (const status of [401, 403, 404, 429, 503, 200, null]) expect(isOfTheMessages([422, status])).toBe(false)
    expect(isOfTheMessages([])).toBe(false)
  })
})

describe('a batch', () => {
  it('grows while all is confirmed in good time, shrinks when not, and ends when nothing is', () => {
    const whole = { batch: 8, confirmed: 8, attempted: 8, tookMs: 1 }
    expect(nextBatch(whole)).toBe(16)
    expect(nextBatch({ ...whole, batch: 64, confirmed: 64, attempted: 64 })).toBe(64)
    expect(nextBatch({ ...whole, confirmed: 7 })).toBe(4)
    expect(nextBatch({ ...whole, batch: 1, attempted: 2, confirmed: 1 })).toBe(1)
    expect(nextBatch({ ...whole, confirmed: 0 })).toBe(0)
  })

  it('does not shrink because its receiver takes its time, and to no fewer than eight when that is very long', () => {
    const whole = { batch: 8, confirmed: 8, attempted: 8, tookMs: 7_000 }
    expect(nextBatch(whole)).toBeGreaterThanOrEqual(8)
    const slow = (batch: number) => nextBatch({ batch, confirmed: batch, attempted: batch, tookMs: 30_001 })
    expect([1, 4, 8, 16, 32, 64].map(slow)).toEqual([2, 8, 8, 8, 16, 32])
  })
})

describe('1,000 endpoints that fail together', () => {
  it('are not probed together: in no part of the hour are there more than twice as many probes as on average', () => {
    const delays = [60, 60, 120, 120, 240, 240]
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), { minLength: 1_000, maxLength: 1_000 }),
        (seeds) => {
          const times = seeds.flatMap((seed) => probeTimes(delays, seed))
          const bucketMs = 300_000
          const buckets = new Map<number, number>()
          for (const at of times) buckets.set(Math.floor(at / bucketMs), (buckets.get(Math.floor(at / bucketMs)) ?? 0) + 1)
          const counts = [...buckets.values()]
          expect(Math.max(...counts) / (times.length / counts.length)).toBeLessThanOrEqual(2)
        },
      ),
      { numRuns: 5 },
    )
  })

  /** Of an endpoint that never confirms, for an hour after the first minutes; every number is drawn anew. */
  function probeTimes(delaysSeconds: readonly number[], seed: number): number[] {
    let [at, state] = [0, Math.floor(seed * 2 ** 32) || 1]
    const times: number[] = []
    for (let probes = 1; at < 3_900_000; probes++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      at += probeDelayMs({ name: 'custom', delaysSeconds }, { probes, retryAfterMs: undefined, random: state / 2 ** 32, factor: 1 })
      if (at >= 300_000 && at < 3_900_000) times.push(at)
    }
    return times
  }
})
