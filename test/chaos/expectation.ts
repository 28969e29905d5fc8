import { expect } from '@jest/globals'
import type { Outcome } from './scenario.js'

/** Nothing lost, altered, unsigned, wrongly answered, late or sent twice without a reason, with 500 events and more in flight at every kill. */
export function expectNothingLost({ summary, measures }: Outcome): void {
  expect(summary).toEqual([])
  expect(Math.min(...measures.inFlight)).toBeGreaterThanOrEqual(500)
}
