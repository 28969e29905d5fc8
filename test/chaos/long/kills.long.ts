import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { PartName } from '../check/evidence.js'
import { expectNothingLost } from '../expectation.js'
import { runScenario } from '../scenario.js'
import { startStack, type Stack } from '../stack/stack.js'

describe('with 500 events in flight, killed at six moments', () => {
  let stack: Stack
  beforeAll(async () => {
    stack = await startStack()
  }, 120_000)
  afterAll(() => stack.stop())

  it.each<[string, PartName[]]>([
    ['the node', ['node']],
    ['Temporal', ['temporal']],
    ['Postgres', ['postgres']],
    ['the receiver', ['receiver']],
    ['both stores', ['postgres', 'temporal']],
    ['everything', ['node', 'temporal', 'postgres', 'receiver']],
  ])('%s loses nothing', async (_, parts) => {
    const moments = [700, 1_200, 1_900, 2_500, 3_010, 3_040]
    const strikes = moments.map((acknowledged, i) => ({ acknowledged, parts, downMs: [0, 1_000, 3_000][i % 3] ?? 0 }))
    expectNothingLost(
      await runScenario(stack, { events: 3_000, rate: 400, receiver: { first: 200, delayMs: 100 }, strikes, settleWithinMs: 90_000 }),
    )
  })

  it.each<[PartName, number]>([
    ['temporal', 200],
    ['temporal', 503],
    ['postgres', 200],
    ['postgres', 503],
    ['receiver', 200],
  ])('%s away for 20 s, with receivers that first answer %s, needs nobody to touch the node', async (part, first) => {
    const node = stack.pid('node')
    const strikes = [600, 5_500].map((acknowledged) => ({ acknowledged, parts: [part], downMs: 20_000 }))
    const { summary } = await runScenario(stack, {
      events: 6_000,
      rate: 150,
      receiver: { first, delayMs: 0 },
      strikes,
      settleWithinMs: 90_000,
    })
    expect(summary).toEqual([])
    expect(stack.pid('node')).toBe(node)
  })
})
