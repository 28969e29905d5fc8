import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { nextAt, rateOf, windowOf } from '../../src/domain/rate-limit.js'

/** A sender that asks for each of its requests when it may begin, with requests that take some time; when each began and ended. */
function send(durations: readonly number[], rate: { requests: number; windowMs: number }) {
  const sent: { beganAt: number; endedAt: number }[] = []
  let now = 0
  for (const duration of durations) {
    for (;;) {
      const ends = sent.map(({ endedAt }) => endedAt).filter((at) => at <= now)
      const open = sent.length - ends.length
      const at = nextAt({ open, beganAt: sent.at(-1)?.beganAt ?? -Infinity, ends: ends.sort((a, b) => a - b) }, rate)
      if (at <= now) break
      const nextEnd = Math.min(...sent.map(({ endedAt }) => endedAt).filter((end) => end > now))
      now = Math.min(at, nextEnd)
    }
    sent.push({ beganAt: now, endedAt: now + duration })
  }
  return sent
}

describe('S3-4: a rate limit', () => {
  it('is never exceeded in any span of its length, whenever each request arrives while it is open', () => {
    const someRequests = fc.array(
      fc.record({ duration: fc.integer({ min: 1, max: 3_000 }), arrives: fc.double({ min: 0, max: 1, noNaN: true }) }),
      {
        maxLength: 60,
      },
    )
    fc.assert(
      fc.property(someRequests, fc.integer({ min: 1, max: 20 }), (requests, most) => {
        const sent = send(
          requests.map(({ duration }) => duration),
          { requests: most, windowMs: 1_000 },
        )
        const arrivals = sent
          .map(({ beganAt, endedAt }, i) => beganAt + (endedAt - beganAt) * (requests[i]?.arrives ?? 0))
          .sort((a, b) => a - b)
        for (const start of arrivals) expect(arrivals.filter((at) => at >= start && at < start + 1_000).length).toBeLessThanOrEqual(most)
      }),
    )
  })

  it('spaces requests evenly, and goes almost as fast as it may with a receiver that answers at once', () => {
    const sent = send(
      Array.from({ length: 50 }, () => 1),
      { requests: 10, windowMs: 1_000 },
    )
    const gaps = sent.slice(1).map(({ beganAt }, i) => beganAt - (sent[i]?.beganAt ?? 0))
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(100)
    expect(sent.at(-1)?.beganAt).toBeLessThan(5_000)
  })

  it('waits for an end when as many are open as may arrive within a span', () => {
    expect(nextAt({ open: 2, beganAt: 0, ends: [] }, { requests: 2, windowMs: 1_000 })).toBe(Infinity)
    expect(nextAt({ open: 1, beganAt: 0, ends: [900] }, { requests: 2, windowMs: 1_000 })).toBe(1_900)
    expect(nextAt({ open: 0, beganAt: -Infinity, ends: [] }, { requests: 2, windowMs: 1_000 })).toBe(-Infinity)
  })

  it('is divided among the nodes, so that together they do not exceed it', () => {
    fc.assert(
      fc.property(
        fc.record({ requests: fc.integer({ min: 1, max: 10_000 }), per: fc.constantFrom('second' as const, 'minute' as const) }),
        fc.integer({ min: 1, max: 50 }),
        (limit, nodes) => {
          const { requests, windowMs } = rateOf(limit, nodes)
          const together = (nodes * requests) / (windowMs / windowOf(limit))
          expect(together).toBeLessThanOrEqual(limit.requests)
          expect(requests).toBeGreaterThan(0)
        },
      ),
    )
  })
})
