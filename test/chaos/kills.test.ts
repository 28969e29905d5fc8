import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { PartName } from './check/evidence.js'
import { expectNothingLost } from './expectation.js'
import { runScenario } from './scenario.js'
import { startStack, type Stack } from './stack/stack.js'

describe('with 500 events in flight', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack()
  }, 120_000)
  afterAll(() => stack.stop())

  /** A receiver that takes 100 a second, at most, of 500: while publishing, while draining, and once more before all is well again. */
  const strikesOf = (parts: readonly PartName[]) => [
    { acknowledged: 700, parts, downMs: 0 },
    { acknowledged: 1_010, parts, downMs: 1_000 },
    { acknowledged: 1_030, parts, downMs: 200 },
  ]
  const scenarioOf = (parts: readonly PartName[]) => ({
    events: 1_000,
    rate: 500,
    receiver: { first: 200, delayMs: 100 },
    strikes: strikesOf(parts),
  })

  it.each<[PartName]>([['temporal'], ['postgres'], ['receiver']])(
    'nothing is lost when %s is killed, and nobody needs to touch the node',
    async (part) => {
      const node = stack.pid('node')
      expectNothingLost(await runScenario(stack, scenarioOf([part])))
      expect(stack.pid('node')).toBe(node)
    },
    120_000,
  )

  it('nothing is lost when the node is killed', async () => {
    expectNothingLost(await runScenario(stack, scenarioOf(['node'])))
  }, 120_000)

  it('nothing is lost when everything is killed at once', async () => {
    expectNothingLost(await runScenario(stack, scenarioOf(['node', 'temporal', 'postgres', 'receiver'])))
  }, 120_000)
})
