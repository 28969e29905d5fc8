/** The most requests a receiver wants in any second, or in any minute. */
export interface RateLimit {
  readonly requests: number
  readonly per: 'second' | 'minute'
}

/** At most so many requests within any span of so many milliseconds. */
export interface Rate {
  readonly requests: number
  readonly windowMs: number
}

const windows = { second: 1_000, minute: 60_000 } as const

/** The span that a limit is for, in milliseconds. */
export const windowOf = ({ per }: RateLimit): number => windows[per]

/**
 * The share of one of so many nodes. Where there are more nodes than requests, each may send one in a longer span: the limit
 * then holds on average.
 */
export function rateOf(limit: RateLimit, nodes: number): Rate {
  const share = Math.floor(limit.requests / nodes)
  if (share > 0) return { requests: share, windowMs: windowOf(limit) }
  return { requests: 1, windowMs: windowOf(limit) * Math.ceil(nodes / limit.requests) }
}

/** What was sent to a receiver, in milliseconds of a clock that never goes back. */
export interface Sent {
  readonly open: number
  /** When the last one began; -Infinity: none has. */
  readonly beganAt: number
  /** When those ended that have ended, oldest first: at least as many as the rate has requests. */
  readonly ends: readonly number[]
}

/**
 * When the next request may begin; Infinity while only the end of one that is open can make room. A request arrives at some
 * time between its beginning and its end, so that what is open, or ended within the span, may be within one span with the
 * next as the receiver measures it. They are spaced evenly, too, not sent in bursts.
 */
export function nextAt({ open, beganAt, ends }: Sent, { requests, windowMs }: Rate): number {
  if (open >= requests) return Infinity
  const spaced = beganAt + windowMs / requests
  const earliest = ends.at(open - requests)
  return earliest === undefined ? spaced : Math.max(spaced, earliest + windowMs)
}
