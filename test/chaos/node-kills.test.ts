import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { runScenario } from './scenario.js'
import { startStack, type Stack } from './stack/stack.js'

describe('at 400 publishes a second', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack()
  }, 120_000)
  afterAll(() => stack.stop())

  it('kills of the node lose nothing, and publishes that died are answered when they are repeated', async () => {
    const strikes = [400, 1_200, 2_000].map((acknowledged) => ({ acknowledged, parts: ['node'] as const, downMs: 0 }))
    const { summary, measures } = await runScenario(stack, { events: 3_200, rate: 400, receiver: { first: 200, delayMs: 0 }, strikes })
    expect(summary).toEqual([])
    expect(measures.repeatedPublishes).toBeGreaterThan(0)
  }, 120_000)
})
