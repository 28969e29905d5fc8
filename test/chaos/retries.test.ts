import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { PartName } from './check/evidence.js'
import { expectNothingLost } from './expectation.js'
import { runScenario } from './scenario.js'
import { startStack, type Stack } from './stack/stack.js'

describe('with 500 retries waiting', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack()
  }, 120_000)
  afterAll(() => stack.stop())

  it.each<[PartName]>([['temporal'], ['postgres'], ['node']])(
    'none is lost when %s is killed',
    async (part) => {
      const outcome = await runScenario(stack, {
        events: 600,
        rate: 300,
        receiver: { first: 503, delayMs: 0 },
        delaysSeconds: [8, 1, 1, 2, 2, 5, 5, 10, 10],
        strikes: [
          { acknowledged: 590, parts: [part], downMs: 1_000 },
          { acknowledged: 620, parts: [part], downMs: 0 },
        ],
      })
      expectNothingLost(outcome)
      expect(outcome.evidence.received.length).toBeGreaterThanOrEqual(2 * outcome.evidence.acknowledged.length)
    },
    120_000,
  )
})
