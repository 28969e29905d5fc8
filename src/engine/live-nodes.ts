import { nodesWithin, type NodeCount, withCount } from '../domain/live-nodes.js'

/** What this node knows of how many nodes there are. */
export interface LiveNodes {
  readonly counted: (nodes: number) => void
  /** The most within a span of so many milliseconds; undefined while that is not known. */
  readonly within: (windowMs: number, now: number) => number | undefined
}

const LONGEST_MS = 60_000

/** `now`: milliseconds of a clock that never goes back. */
export function createLiveNodes(now: () => number): LiveNodes {
  let counts: readonly NodeCount[] = []
  return {
    counted(nodes) {
      counts = withCount(counts, { at: now(), nodes }, LONGEST_MS)
    },
    within: (windowMs, at) => nodesWithin(counts, windowMs, at),
  }
}
