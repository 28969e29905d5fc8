import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { parseRetryAfter } from '../../src/domain/retry-after.js'

const now = new Date('2025-03-01T12:00:00Z')
const dayMs = 86_400_000

describe('parseRetryAfter', () => {
  it.each([
    ['0', 0],
    ['120', 120_000],
    [' 120\t', 120_000],
    ['86400', dayMs],
    ['86401', dayMs],
    ['1000000000000', dayMs],
    ['9'.repeat(400), dayMs],
  ])('reads seconds: %p', (value, expected) => {
    expect(parseRetryAfter(value, now)).toBe(expected)
  })

  it.each([
    ['Sat, 01 Mar 2025 12:00:30 GMT', 30_000],
    ['Saturday, 01-Mar-25 12:00:30 GMT', 30_000],
    ['Sat Mar  1 12:00:30 2025', 30_000],
    ['Sun, 02 Mar 2025 11:00:00 GMT', 23 * 3_600_000],
    ['Sat, 01 Mar 2025 12:00:60 GMT', 60_000],
    ['Fri, 31 Dec 9999 23:59:59 GMT', dayMs],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 0],
    ['Saturday, 01-Mar-75 12:00:00 GMT', dayMs],
    ['Sunday, 01-Mar-76 12:00:00 GMT', 0],
  ])('reads the three forms of an HTTP-date, and no more than a day ahead: %p', (value, expected) => {
    expect(parseRetryAfter(value, now)).toBe(expected)
  })

  it.each([
    [undefined],
    [''],
    ['-1'],
    ['NaN'],
    ['1e12'],
    ['1.5'],
    ['0x10'],
    ['+5'],
    ['soon'],
    ['120, 60'],
    ['2025-03-01T12:00:30Z'],
    ['Sat, 01 Mar 2025 12:00:30 CET'],
    ['Sat, 01 Mär 2025 12:00:30 GMT'],
    ['Sat, 01 Mar 2025 25:00:30 GMT'],
  ])('does not understand %p', (value) => {
    expect(parseRetryAfter(value, now)).toBeUndefined()
  })

  it('reads back every date that is written as the standard prefers', () => {
    const aMoment = fc.date({ min: now, max: new Date(now.getTime() + dayMs), noInvalidDate: true })
    fc.assert(
      fc.property(aMoment, (until) => {
        expect(parseRetryAfter(until.toUTCString(), now)).toBe(Math.floor(until.getTime() / 1000) * 1000 - now.getTime())
      }),
    )
  })

  it('is undefined or 0 to 24 h, whatever a receiver sends', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.stringMatching(/^[-+0-9eE.x ]+$/),
          fc.date({ noInvalidDate: true }).map((at) => at.toUTCString()),
        ),
        (value) => {
          const waitMs = parseRetryAfter(value, now) ?? 0
          expect(waitMs >= 0 && waitMs <= dayMs).toBe(true)
        },
      ),
    )
  })
})
