import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  decideKeyChanges,
  earliestActivation,
  jwksMaxAgeSeconds,
  leastRetainSeconds,
  nextKeyChangeAt,
  type RotatingKey,
} from '../../src/domain/key-rotation.js'

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1_000)
const key = (kid: string, state: RotatingKey['state'], times: Partial<RotatingKey> = {}): RotatingKey => ({
  kid,
  state,
  activatesAt: null,
  retiresAt: null,
  retainSeconds: leastRetainSeconds,
  ...times,
})

describe('the changes of the keys of a place', () => {
  it('activate the next one at its time, and keep the one before published for as long as it was told', () => {
    const keys = [key('old', 'active'), key('new', 'next', { activatesAt: at(0), retainSeconds: 300_000 })]
    const change = { kind: 'activate', kid: 'new', replaces: 'old', retiresAt: at(5 + 300_000) }
    expect(decideKeyChanges(keys, { now: at(5), factor: 1 })).toEqual([change])
    expect(decideKeyChanges(keys, { now: at(-1), factor: 1 })).toEqual([])
    expect(nextKeyChangeAt(keys)).toEqual(at(0))
  })

  it('retire what has been published for long enough', () => {
    const keys = [key('older', 'retiring', { retiresAt: at(10) }), key('old', 'retiring', { retiresAt: at(20) }), key('now', 'active')]
    expect(decideKeyChanges(keys, { now: at(10), factor: 1 })).toEqual([{ kind: 'retire', kid: 'older' }])
    expect(nextKeyChangeAt(keys)).toEqual(at(10))
  })

  it('are none while nobody has asked for the next key, and of what is over', () => {
    const keys = [key('new', 'next'), key('gone', 'retired', { retiresAt: at(0) }), key('bad', 'revoked'), key('now', 'active')]
    expect(decideKeyChanges(keys, { now: at(1), factor: 1 })).toEqual([])
    expect(nextKeyChangeAt(keys)).toBeNull()
  })

  it('activate the first key of an account, that replaces none', () => {
    const [change] = decideKeyChanges([key('first', 'next', { activatesAt: at(0) })], { now: at(0), factor: 1 })
    expect(change).toMatchObject({ kind: 'activate', replaces: null })
  })

  it('never let anybody sign who was not published for twice the time that a JWKS may be kept', () => {
    fc.assert(
      fc.property(fc.integer({ min: -10_000, max: 10_000 }), fc.double({ min: 0.001, max: 1, noNaN: true }), (passed, factor) => {
        const activatesAt = earliestActivation(at(0), factor)
        const changes = decideKeyChanges([key('new', 'next', { activatesAt })], { now: at(passed * factor), factor })
        expect(changes.length === 1).toBe(at(passed * factor) >= at(2 * jwksMaxAgeSeconds * factor))
      }),
    )
  })

  it('come to an end: what is due is done, and nothing is due twice', () => {
    const states = fc.constantFrom('next' as const, 'retiring' as const)
    fc.assert(
      fc.property(fc.array(fc.tuple(states, fc.integer({ min: -100, max: 100 })), { maxLength: 8 }), (some) => {
        const keys = some.map(([state, seconds], i) => key(String(i), state, { activatesAt: at(seconds), retiresAt: at(seconds) }))
        const changes = decideKeyChanges(keys, { now: at(0), factor: 1 })
        const left = keys.filter(({ kid }) => !changes.some((change) => change.kid === kid))
        expect(decideKeyChanges(left, { now: at(0), factor: 1 })).toEqual([])
        expect(nextKeyChangeAt(left)?.getTime() ?? Infinity).toBeGreaterThan(at(0).getTime())
      }),
    )
  })
})
