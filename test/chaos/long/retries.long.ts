import { afterAll, beforeAll, describe, it } from '@jest/globals'
import type { PartName } from '../check/evidence.js'
import { expectNothingLost } from '../expectation.js'
import { runScenario } from '../scenario.js'
import { startStack, type Stack } from '../stack/stack.js'

describe('with 4,000 retries waiting', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack()
  }, 120_000)
  afterAll(() => stack.stop())

  it.each<[string, PartName[]]>([
    ['Temporal', ['temporal']],
    ['Postgres', ['postgres']],
    ['the node', ['node']],
    ['everything', ['node', 'temporal', 'postgres', 'receiver']],
  ])('a kill of %s loses none', async (_, parts) => {
    const strikes = [3_990, 4_040].map((acknowledged) => ({ acknowledged, parts, downMs: 2_000 }))
    expectNothingLost(
      await runScenario(stack, {
        events: 4_000,
        rate: 400,
        receiver: { first: 503, delayMs: 0 },
        delaysSeconds: [20, 2, 2, 5, 5, 10, 10, 20, 20],
        strikes,
        settleWithinMs: 120_000,
      }),
    )
  })
})
