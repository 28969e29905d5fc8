import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { lookAgainAt } from '../../src/domain/ordering.js'

const createdAt = new Date('2026-01-05T10:00:00Z')
const look = (waitedMs: number, waitSeconds = 3_600) =>
  lookAgainAt({ now: new Date(createdAt.getTime() + waitedMs), createdAt, waitSeconds, earlier: { createdAt } }).getTime() -
  createdAt.getTime()

describe('a notification behind another of its resource (S4-19)', () => {
  it.each([
    ['soon, while the other is attempted', look(0), 250],
    ['later the longer it has waited', look(60_000), 75_000],
    ['within a quarter of an hour', look(10_000_000, 20_000), 10_900_000],
    ['at the end of its waiting', look(3_599_000), 3_600_000],
    ['at once when that is over', look(3_700_000), 3_700_000],
  ])('is looked at again %s', (_, at, expected) => {
    expect(at).toBe(expected)
  })

  it('never waits beyond the end, and never back in time', () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), fc.integer({ min: 1, max: 259_200 }), (waited, waitSeconds) => {
        const at = look(waited, waitSeconds)
        expect(at).toBeGreaterThanOrEqual(waited)
        expect(at).toBeLessThanOrEqual(Math.max(waited, waitSeconds * 1_000))
      }),
    )
  })
})
