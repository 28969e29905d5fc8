import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  addCounts,
  effectiveRetention,
  findContradictions,
  noneRemoved,
  type RetentionSources,
  retentionClasses,
} from '../../src/domain/retention.js'

const none = { metadata: null, payload: null, attemptBodies: null }
const forEver = { metadata: 0, payload: 0, attemptBodies: 0 }
const daysOf = (sources: Partial<RetentionSources>) => {
  const effective = effectiveRetention({ own: none, inherited: none, platform: forEver, ...sources })
  return retentionClasses.map((kind) => `${String(effective[kind].days)} ${effective[kind].source}`)
}

describe('what an account keeps', () => {
  it('is what it says itself, else what the account above says, else what the platform does', () => {
    expect(daysOf({})).toEqual(['0 platform', '0 platform', '0 platform'])
    expect(daysOf({ inherited: { ...none, payload: 30 } })).toEqual(['0 platform', '30 inherited', '0 platform'])
    expect(
      daysOf({ own: { ...none, payload: 0 }, inherited: { ...none, payload: 30 }, platform: { ...forEver, attemptBodies: 7 } }),
    ).toEqual(['0 platform', '0 own', '7 platform'])
  })

  it('is never more than the metadata it belongs to', () => {
    expect(daysOf({ own: { ...none, metadata: 20 }, inherited: { ...none, payload: 30, attemptBodies: 5 } })).toEqual([
      '20 own',
      '20 own',
      '5 inherited',
    ])
    expect(daysOf({ own: { ...none, metadata: 20 } })).toEqual(['20 own', '20 own', '20 own'])
  })

  const days = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1_000 }))
  const wish = fc.record({
    metadata: fc.option(days, { nil: null }),
    payload: fc.option(days, { nil: null }),
    attemptBodies: fc.option(days, { nil: null }),
  })
  const sources = fc.record({ own: wish, inherited: wish, platform: fc.record({ metadata: days, payload: days, attemptBodies: days }) })
  const length = (kept: number) => (kept === 0 ? Infinity : kept)

  it('is in order for whatever is said, and as asked for unless it contradicts', () => {
    fc.assert(
      fc.property(sources, (said) => {
        const effective = effectiveRetention(said)
        for (const kind of retentionClasses) expect(length(effective[kind].days)).toBeLessThanOrEqual(length(effective.metadata.days))
        const refused = findContradictions(said).map(({ class: kind }) => kind)
        for (const kind of retentionClasses)
          if (said.own[kind] !== null) expect(effective[kind].days === said.own[kind]).toBe(!refused.includes(kind))
      }),
    )
  })
})

describe('what contradicts', () => {
  const refuse = (own: Partial<RetentionSources['own']>, inherited: Partial<RetentionSources['own']> = {}) =>
    findContradictions({ own: { ...none, ...own }, inherited: { ...none, ...inherited }, platform: forEver })

  it('is refused with the remedy', () => {
    expect(refuse({ payload: 90, metadata: 1 })).toEqual([
      { class: 'payload', detail: 'the metadata goes after 1 day and takes it along: at most 1, or a metadataDays of 0 or at least 90' },
    ])
    expect(refuse({ attemptBodies: 0 }, { metadata: 30 })).toEqual([
      { class: 'attemptBodies', detail: 'the metadata goes after 30 days and takes it along: at most 30, or a metadataDays of 0' },
    ])
  })

  it('is not what is inherited, nor what is as long', () => {
    expect(refuse({ metadata: 30, attemptBodies: 30 }, { payload: 90 })).toEqual([])
    expect(refuse({ payload: 90, metadata: 0 })).toEqual([])
  })
})

it('counts what was removed class by class', () => {
  expect(addCounts(noneRemoved, { metadata: 1, payload: 2, attemptBodies: 3 })).toEqual({ metadata: 1, payload: 2, attemptBodies: 3 })
})
