/** How long a notification waits, in milliseconds, before it is looked whether the earlier one has ended. */
const LOOK_MS = { least: 250, most: 900_000, part: 0.25 }

export interface WaitingBehind {
  readonly now: Date
  /** Of the one that waits. */
  readonly createdAt: Date
  readonly waitSeconds: number
  /** The open notification before it. */
  readonly earlier: { readonly createdAt: Date }
}

/**
 * When a notification behind another of its resource is looked at again: later the longer it has waited, for the other may
 * end at any time, and never later than the end of its waiting.
 */
export function lookAgainAt({ now, createdAt, waitSeconds, earlier }: WaitingBehind): Date {
  const waited = now.getTime() - createdAt.getTime()
  const pause = Math.min(LOOK_MS.most, Math.max(LOOK_MS.least, waited * LOOK_MS.part))
  const end = earlier.createdAt.getTime() + waitSeconds * 1_000 - now.getTime()
  return new Date(now.getTime() + Math.max(0, Math.min(pause, end)))
}
