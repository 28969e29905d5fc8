import { describe, expect, it } from '@jest/globals'
import { toClockTime, toDistance, toDuration, toMoment } from '../../src/cli/times.js'

const now = new Date('2026-01-31T09:00:00Z')

describe('times for people', () => {
  it.each([
    ['2026-01-31T09:00:00.400Z', 'now'],
    ['2026-01-31T08:59:18Z', '42 s ago'],
    ['2026-01-31T08:58:30Z', '2 min ago'],
    ['2026-01-31T09:30:00Z', 'in 30 min'],
    ['2026-01-31T12:00:00Z', 'in 3 h'],
    ['2026-02-03T09:00:00Z', 'in 3 d'],
  ])('%s is %s', (instant, expected) => {
    expect(toDistance(instant, now)).toBe(expected)
  })

  it('shows instants in UTC, to the second, with the distance where it helps', () => {
    expect(toClockTime('2026-01-31T11:15:02.999+02:00')).toBe('2026-01-31 09:15:02Z')
    expect(toMoment('2026-01-31T08:00:00Z', now)).toBe('2026-01-31 08:00:00Z (60 min ago)')
    expect(toMoment(null, now)).toBeNull()
  })

  it.each([
    [0.84, '0.8 ms'],
    [42.4, '42 ms'],
    [1432, '1.4 s'],
    [null, null],
  ])('%s ms is %s', (ms, expected) => {
    expect(toDuration(ms)).toBe(expected)
  })
})
