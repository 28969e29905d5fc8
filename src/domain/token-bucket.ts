/** So many at once, and so many a second in the long run. */
export interface Allowance {
  readonly perSecond: number
  readonly burst: number
}

/** What was left at an instant, in milliseconds of any clock that never goes back. */
export interface Bucket {
  readonly tokens: number
  readonly at: number
}

export interface Taken {
  readonly isTaken: boolean
  readonly bucket: Bucket
  /** Milliseconds until the next can be taken; 0 when there is one now. */
  readonly nextInMs: number
}

/** Takes one token if there is one. A bucket that is not known yet is full. */
export function takeToken(before: Bucket | undefined, { perSecond, burst }: Allowance, now: number): Taken {
  const refilled = before ? Math.min(burst, before.tokens + (Math.max(0, now - before.at) * perSecond) / 1_000) : burst
  const isTaken = refilled >= 1
  const tokens = isTaken ? refilled - 1 : refilled
  return { isTaken, bucket: { tokens, at: now }, nextInMs: tokens >= 1 ? 0 : Math.ceil(((1 - tokens) * 1_000) / perSecond) }
}
