import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { type Bucket, takeToken } from '../../src/domain/token-bucket.js'

const allowance = fc.record({ perSecond: fc.integer({ min: 1, max: 10_000 }), burst: fc.integer({ min: 1, max: 1_000 }) })

describe('a token bucket', () => {
  it('gives its burst at once, then one for each share of a second', () => {
    const given = { perSecond: 4, burst: 2 }
    const first = takeToken(undefined, given, 0)
    const second = takeToken(first.bucket, given, 0)
    const third = takeToken(second.bucket, given, 0)
    expect([first, second, third].map(({ isTaken, nextInMs }) => [isTaken, nextInMs])).toEqual([
      [true, 0],
      [true, 250],
      [false, 250],
    ])
    expect(takeToken(third.bucket, given, 249).isTaken).toBe(false)
    expect(takeToken(third.bucket, given, 250).isTaken).toBe(true)
  })

  it('does not mind a clock that goes back', () => {
    expect(takeToken({ tokens: 0, at: 1_000 }, { perSecond: 1, burst: 1 }, 0)).toEqual({
      isTaken: false,
      bucket: { tokens: 0, at: 0 },
      nextInMs: 1_000,
    })
  })

  it('never gives more in any span than its burst and its rate, and gives again after the time it names', () => {
    fc.assert(
      fc.property(allowance, fc.array(fc.nat(400), { maxLength: 200 }), (given, pauses) => {
        let bucket: Bucket | undefined
        let now = 0
        const takenAt: number[] = []
        for (const pause of pauses) {
          now += pause
          const taken = takeToken(bucket, given, now)
          if (taken.isTaken) takenAt.push(now)
          else expect(takeToken(taken.bucket, given, now + taken.nextInMs).isTaken).toBe(true)
          bucket = taken.bucket
        }
        takenAt.forEach((start, from) => {
          takenAt.slice(from).forEach((end, more) => {
            expect(more + 1).toBeLessThanOrEqual(given.burst + ((end - start) * given.perSecond) / 1_000 + 1e-6)
          })
        })
      }),
    )
  })
})
