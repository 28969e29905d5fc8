import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { endedStates, expectedEnd, failedStates, pageSize, pauseAfter, refuseStates, statesToReplay } from '../../src/domain/replay.js'

describe('what a replay takes', () => {
  it('is what failed, or all that has ended, and of these the states that were asked for', () => {
    expect(statesToReplay('failed', undefined)).toEqual(failedStates)
    expect(statesToReplay('all', undefined)).toEqual(endedStates)
    expect(statesToReplay('failed', ['gone', 'delivered'])).toEqual(['gone'])
  })

  it('is refused when states are named that it does not take', () => {
    expect(refuseStates('missing', undefined)).toBeUndefined()
    expect(refuseStates('missing', ['gone'])).toMatch('has no state')
    expect(refuseStates('failed', ['gone', 'exhausted'])).toBeUndefined()
    expect(refuseStates('failed', ['delivered'])).toMatch('include "all"')
    expect(refuseStates('all', ['delivered'])).toBeUndefined()
  })
})

describe('the pace of a replay', () => {
  it('is never faster than its rate, whatever a page takes', () => {
    const page = fc.record({ ratePerSecond: fc.integer({ min: 1, max: 10_000 }), tookMs: fc.integer({ min: 0, max: 60_000 }) })
    fc.assert(
      fc.property(page, ({ ratePerSecond, tookMs }) => {
        const items = pageSize('replaying', ratePerSecond)
        const pauseMs = pauseAfter({ items, ratePerSecond, tookMs })
        expect(pauseMs).toBeGreaterThanOrEqual(0)
        expect((items * 1000) / (pauseMs + tookMs)).toBeLessThanOrEqual(ratePerSecond)
        expect(pauseMs).toBeLessThanOrEqual(1_000)
      }),
    )
  })

  it('does not hold up the counting', () => {
    expect(pageSize('selecting', 1)).toBeGreaterThan(pageSize('replaying', 10_000))
  })

  it('says when it will be through, while it replays', () => {
    const now = new Date('2026-01-30T12:00:00Z')
    const counts = { selected: 100, replayed: 30, skipped: 5, failed: 5 }
    const progress = { ...counts, state: 'running', phase: 'replaying', dryRun: false, ratePerSecond: 10 } as const
    expect(expectedEnd(progress, now)).toEqual(new Date('2026-01-30T12:00:06Z'))
    expect(expectedEnd({ ...progress, replayed: 200 }, now)).toEqual(now)
    expect(expectedEnd({ ...progress, state: 'paused' }, now)).toBeUndefined()
    expect(expectedEnd({ ...progress, phase: 'selecting' }, now)).toBeUndefined()
    expect(expectedEnd({ ...progress, dryRun: true }, now)).toBeUndefined()
  })
})
