import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { runScenario } from '../scenario.js'
import { startStack, type Stack } from '../stack/stack.js'

describe('400 publishes a second for 40 s', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack()
  }, 120_000)
  afterAll(() => stack.stop())

  it.each([200, 503])('lose nothing to 12 kills of the node, from receivers that first answer %s', async (first) => {
    const strikes = Array.from({ length: 12 }, (_, i) => ({ acknowledged: 400 + i * 1_300, parts: ['node'] as const, downMs: 0 }))
    const { summary, measures } = await runScenario(stack, {
      events: 16_000,
      rate: 400,
      receiver: { first, delayMs: 0 },
      strikes,
      settleWithinMs: 120_000,
    })
    expect(summary).toEqual([])
    expect(measures.repeatedPublishes).toBeGreaterThan(0)
    expect(measures.firstResults).toBeGreaterThan(0)
  })
})
