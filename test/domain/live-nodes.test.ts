import { describe, expect, it } from '@jest/globals'
import { type NodeCount, nodesWithin, withCount } from '../../src/domain/live-nodes.js'

const counted = (...nodes: readonly number[]): NodeCount[] => nodes.map((n, i) => ({ at: i * 1_000, nodes: n }))

describe('how many nodes share a limit', () => {
  it('is not known before others have heard of this node, and for a whole span', () => {
    expect(nodesWithin([], 1_000, 0)).toBeUndefined()
    const counts = counted(2, 2, 2, 2, 2)
    expect(nodesWithin(counts, 1_000, 3_999)).toBeUndefined()
    expect(nodesWithin(counts, 1_000, 4_000)).toBe(2)
  })

  it('is not known when it has not been counted for some seconds', () => {
    const counts = counted(1, 1, 1, 1, 1)
    expect(nodesWithin(counts, 1_000, 7_000)).toBe(1)
    expect(nodesWithin(counts, 1_000, 7_001)).toBeUndefined()
  })

  it('grows at once, and falls when the span of the one that left is over', () => {
    const counts = counted(1, 1, 1, 1, 1, 3, 1, 1, 1, 1, 1)
    expect(nodesWithin(counts, 1_000, 5_000)).toBe(3)
    expect(nodesWithin(counts, 1_000, 9_000)).toBe(3)
    expect(nodesWithin(counts, 1_000, 9_001)).toBe(1)
  })

  it('forgets counts that no span asks for any more', () => {
    let counts: readonly NodeCount[] = []
    for (let i = 0; i < 1_000; i++) counts = withCount(counts, { at: i * 1_000, nodes: 1 }, 60_000)
    expect(counts.length).toBeLessThan(70)
    expect(nodesWithin(counts, 60_000, 999_000)).toBe(1)
  })
})
