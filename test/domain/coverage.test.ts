import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { isReplayable, type SubscriptionVersion, whyNot, whyWithout } from '../../src/domain/coverage.js'

const event = {
  type: 'payment.settled',
  origin: 'bank',
  project: 'prj_a',
  environment: 'live' as const,
  path: ['acc_m', 'acc_r'],
  data: { amount: 5 },
}
const registration: SubscriptionVersion = {
  version: 1,
  state: 'active',
  from: new Date(0),
  until: null,
  account: 'acc_m',
  environment: 'live',
  scope: 'self',
  include: null,
  exclude: [],
  project: null,
  origins: null,
  eventTypes: ['payment.*'],
  filter: null,
}

describe('whyNot', () => {
  it('cannot tell what a filter would have said of data that were removed', () => {
    const removed = { ...event, data: undefined }
    expect(whyNot({ ...registration, filter: { path: '/amount', gt: 1 } }, removed)).toBe('not_recorded')
    expect(whyNot(registration, removed)).toBeUndefined()
  })

  it.each<[Partial<SubscriptionVersion>, string | undefined]>([
    [{}, undefined],
    [{ state: 'paused' }, undefined],
    [{ state: 'created' }, 'not_activated'],
    [{ state: 'disabled' }, 'disabled'],
    [{ state: 'deleted' }, 'deleted'],
    [{ environment: 'test' }, 'other_environment'],
    [{ account: 'acc_r' }, 'other_account'],
    [{ account: 'acc_r', scope: 'descendants' }, undefined],
    [{ account: 'acc_r', scope: 'descendants', exclude: ['acc_m'] }, 'other_account'],
    [{ project: 'prj_b' }, 'other_project'],
    [{ origins: ['api'] }, 'other_origin'],
    [{ eventTypes: ['refund.*'] }, 'other_type'],
    [{ filter: { path: '/amount', gt: 5 } }, 'other_data'],
    [{ filter: { path: '/amount', gte: 5 } }, undefined],
    [{ eventTypes: ['refund.*'], state: 'created' }, 'not_activated'],
  ])('%j: %s', (changes, reason) => {
    expect(whyNot({ ...registration, ...changes }, event)).toBe(reason)
  })
})

describe('whyWithout', () => {
  const closeMs = 1_000
  const state = fc.constantFrom<SubscriptionVersion['state']>('created', 'active', 'paused', 'disabled')
  const types = fc.constantFrom(['payment.*'], ['refund.*'])
  /** Versions that follow each other, at least 5 s each. */
  const aHistory = fc
    .array(fc.record({ lastsMs: fc.integer({ min: 5_000, max: 60_000 }), state, eventTypes: types }), { minLength: 1, maxLength: 6 })
    .map((steps) => {
      let at = 1_000_000
      const versions = steps.map(({ lastsMs, ...rest }, i): SubscriptionVersion => {
        const from = new Date(at)
        at += lastsMs
        return { ...registration, ...rest, version: i + 1, from, until: i === steps.length - 1 ? null : new Date(at) }
      })
      return { createdAt: new Date(1_000_000), versions }
    })

  it('away from a change, is what the version of that moment says', () => {
    fc.assert(
      fc.property(aHistory, fc.nat(), fc.integer({ min: closeMs, max: 4_000 }), (history, pick, inside) => {
        const version = history.versions[pick % history.versions.length]!
        const at = new Date(version.from.getTime() + inside)
        const reason = whyNot(version, event)
        expect(whyWithout(history, { ...event, at }, closeMs)).toEqual(reason && { reason, version: version.version })
      }),
    )
  })

  it('close to a change, lets either version explain it, and only if both match says that one is missing', () => {
    fc.assert(
      fc.property(aHistory, fc.nat(), fc.integer({ min: -closeMs + 1, max: closeMs - 1 }), (history, pick, offset) => {
        const second = history.versions[1 + (pick % Math.max(1, history.versions.length - 1))]
        fc.pre(second !== undefined)
        const first = history.versions[second.version - 2]!
        const verdict = whyWithout(history, { ...event, at: new Date(second.from.getTime() + offset) }, closeMs)
        expect(verdict === undefined).toBe(whyNot(first, event) === undefined && whyNot(second, event) === undefined)
      }),
    )
  })

  it('knows what is older than the subscription from what was before its history', () => {
    const history = { createdAt: new Date(100_000), versions: [{ ...registration, from: new Date(500_000) }] }
    const at = (ms: number) => whyWithout(history, { ...event, at: new Date(ms) }, closeMs)
    expect(at(50_000)).toEqual({ reason: 'created_later', version: null })
    expect(at(300_000)).toEqual({ reason: 'not_recorded', version: null })
    expect(at(900_000)).toBeUndefined()
  })
})

describe('isReplayable', () => {
  it.each([
    ['exhausted', 'active', true],
    ['cancelled', 'paused', true],
    ['gone', 'active', true],
    ['gone', 'deleted', false],
    ['delivered', 'active', false],
    ['retrying', 'active', false],
    ['held', 'paused', false],
  ] as const)('%s, of a subscription that is %s: %p', (state, subscription, expected) => {
    expect(isReplayable(state, subscription)).toBe(expected)
  })
})
