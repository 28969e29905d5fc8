/** How many nodes there were at an instant, in milliseconds of a clock that never goes back. */
export interface NodeCount {
  readonly at: number
  readonly nodes: number
}

/** A node is counted by the others this long after its lease is written. */
const HEARD_MS = 3_000

/**
 * The most nodes that may have shared a span which ends now. Undefined while that is not known: the node has not been there
 * for long enough, so that others may still count on more than their share, or it has not counted for some seconds.
 */
export function nodesWithin(counts: readonly NodeCount[], windowMs: number, now: number): number | undefined {
  const [first, last] = [counts[0], counts.at(-1)]
  const since = now - windowMs - HEARD_MS
  if (!first || !last || first.at > since || last.at < now - HEARD_MS) return undefined
  return Math.max(...counts.filter(({ at }) => at >= since).map(({ nodes }) => nodes))
}

/** Adds a count and forgets those that are too old to matter for spans of so many milliseconds. */
export function withCount(counts: readonly NodeCount[], count: NodeCount, longestMs: number): NodeCount[] {
  const since = count.at - longestMs - 2 * HEARD_MS
  const kept = counts.findIndex(({ at }) => at >= since)
  return [...(kept <= 0 ? counts : counts.slice(kept - 1)), count]
}
