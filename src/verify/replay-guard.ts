/**
 * Whether this signed request was seen before, remembering it until then. One step: of two calls with the same key at the same
 * moment, on any process, one must get false (Redis: SET NX PXAT).
 */
export type Seen = (key: string, forgetAt: Date) => boolean | Promise<boolean>

export interface ReplayGuardOptions {
  /** Keys kept at most, the oldest go first; default 100,000. */
  readonly max?: number
  readonly now?: () => Date
}

/** Remembers signed requests in this process, for as long as their timestamps would be accepted. */
export function createReplayGuard({ max = 100_000, now = () => new Date() }: ReplayGuardOptions = {}): Seen {
  const forgetAtByKey = new Map<string, number>()
  const forgetOld = (): void => {
    for (const [key, forgetAt] of forgetAtByKey) {
      if (forgetAt > now().getTime() && forgetAtByKey.size < max) return
      forgetAtByKey.delete(key)
    }
  }
  return (key, forgetAt) => {
    const until = forgetAtByKey.get(key)
    if (until !== undefined && until > now().getTime()) return true
    forgetOld()
    forgetAtByKey.set(key, forgetAt.getTime())
    return false
  }
}
