import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { afterLoad, type Congestion, loadOf } from '../../src/domain/congestion.js'
import type { Answer, Outcome } from '../../src/domain/delivery-types.js'

const timings = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, totalMs: 1 }
const reached = { timings, address: null }
const answered = (status: number): Answer => ({
  ...reached,
  kind: 'response',
  status,
  headers: {},
  body: Buffer.alloc(0),
  bodyTruncated: false,
})

describe('what an attempt says of the load of its receiver', () => {
  it.each<[Answer, Outcome, string | undefined]>([
    [answered(200), 'confirmed', 'eased'],
    [answered(200), 'unconfirmed', undefined],
    [answered(429), 'failed', 'overloaded'],
    [answered(503), 'failed', 'overloaded'],
    [answered(500), 'failed', undefined],
    [{ ...reached, kind: 'timeout', reason: 'no answer' }, 'timeout', 'overloaded'],
    [{ ...reached, kind: 'unreachable', reason: 'connection refused' }, 'unreachable', undefined],
    [{ ...reached, kind: 'refused', reason: 'address denied' }, 'refused', undefined],
  ])('%# is %s', (answer, outcome, load) => {
    expect(loadOf(answer, outcome)).toBe(load)
  })
})

describe('what a receiver may have open', () => {
  const felt = { ceiling: 10, beganAt: 5, now: 6 }

  it('is halved once for all the attempts that were open together, down to one', () => {
    const halved = afterLoad(undefined, 'overloaded', felt)
    expect(halved).toEqual({ allowed: 5, halvedAt: 6 })
    expect(afterLoad(halved, 'overloaded', felt)).toBe(halved)
    expect(afterLoad(halved, 'overloaded', { ceiling: 10, beganAt: 5, now: 30_000 })).toBe(halved)
    expect(afterLoad(halved, 'overloaded', { ceiling: 10, beganAt: 6, now: 3_006 })).toEqual({ allowed: 2.5, halvedAt: 3_006 })
    expect(afterLoad({ allowed: 1.2, halvedAt: -3_000 }, 'overloaded', felt)).toEqual({ allowed: 1, halvedAt: 6 })
  })

  it('is not halved again before the receiver can show what it can bear of less', () => {
    const halved = { allowed: 5, halvedAt: 6 }
    expect(afterLoad(halved, 'overloaded', { ceiling: 10, beganAt: 7, now: 3_005 })).toBe(halved)
  })

  it('grows by one for each round of confirmations, up to its ceiling', () => {
    let now: Congestion | undefined = { allowed: 2, halvedAt: 0 }
    for (let i = 0; i < 3; i++) now = now && afterLoad(now, 'eased', felt)
    expect(Math.floor(now?.allowed ?? 0)).toBe(3)
    for (let i = 0; i < 80; i++) now = now && afterLoad(now, 'eased', felt)
    expect(now).toBeUndefined()
    expect(afterLoad(undefined, 'eased', felt)).toBeUndefined()
  })

  it('stays between one and its ceiling whatever happens, and a lower ceiling holds at once', () => {
    const step = fc.record({
      load: fc.constantFrom('overloaded' as const, 'eased' as const),
      ceiling: fc.integer({ min: 1, max: 1_000 }),
      beganAt: fc.nat(100),
      now: fc.nat(100),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        let before: Congestion | undefined
        for (const { load, ...at } of steps) {
          const after = afterLoad(before, load, at)
          const allowed = after?.allowed ?? at.ceiling
          expect(allowed).toBeGreaterThanOrEqual(1)
          if (after !== before) expect(allowed).toBeLessThanOrEqual(at.ceiling)
          before = after
        }
      }),
    )
  })
})
