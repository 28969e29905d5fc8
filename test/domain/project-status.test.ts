import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { hasReached, missingFor, type ProjectStanding } from '../../src/domain/project-status.js'

const standings = fc.record<ProjectStanding>({
  status: fc.constantFrom('testing', 'certified', 'live'),
  environment: fc.constantFrom('test', 'live'),
  activeEndpoint: fc.boolean(),
  deliveredTest: fc.boolean(),
})

describe('a project', () => {
  it('S0-9: is certified with an active endpoint and a delivered test event, and told what is missing otherwise', () => {
    fc.assert(
      fc.property(standings, (standing) => {
        const missing = missingFor('certified', standing)
        expect(missing).toHaveLength(Number(!standing.activeEndpoint) + Number(!standing.deliveredTest))
        for (const { pointer, detail } of missing) expect([pointer, detail]).toEqual(['/attachments', expect.stringContaining('is needed')])
      }),
    )
  })

  it('S0-9: goes live from certified, in the environment live', () => {
    fc.assert(
      fc.property(standings, (standing) => {
        const pointers = missingFor('live', standing).map(({ pointer }) => pointer)
        expect(pointers.includes('/environment')).toBe(standing.environment === 'test')
        expect(pointers.includes('/status')).toBe(standing.status === 'testing')
      }),
    )
  })

  it('does not go back', () => {
    expect(hasReached('testing', 'certified')).toBe(false)
    expect(hasReached('certified', 'certified')).toBe(true)
    expect(hasReached('live', 'certified')).toBe(true)
    expect(hasReached('certified', 'live')).toBe(false)
  })
})
