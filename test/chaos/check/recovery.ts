import { isConfirming } from './duplicates.js'
import type { Evidence, Finding, Kill, PartName, Received } from './evidence.js'

/**
 * Within this time of a part being back there must be a new delivery: the receiver sees a notification it has not seen
 * before, or, where Temporal was away, confirms one it has not confirmed before, so that it may be a retry. Milliseconds.
 */
const bounds: Partial<Record<PartName, number>> = { node: 3_000, postgres: 5_000, temporal: 15_000 }

export interface Recovery {
  readonly kill: Kill
  readonly boundMs: number | undefined
  /** By the receiver's clock; undefined when nothing new came before the next kill. */
  readonly firstNewAfterMs: number | undefined
  /** How long nothing else was killed, Infinity after the last kill. */
  readonly undisturbedMs: number
}

export function checkRecovery(evidence: Evidence): Finding[] {
  return recoveriesOf(evidence).flatMap(({ kill, boundMs, firstNewAfterMs, undisturbedMs }): Finding[] => {
    if (boundMs === undefined || (firstNewAfterMs ?? boundMs) < boundMs || (firstNewAfterMs === undefined && undisturbedMs < boundMs))
      return []
    const what = firstNewAfterMs === undefined ? 'nothing new was delivered' : `the first new delivery came after ${firstNewAfterMs} ms`
    return [{ kind: 'late recovery', subject: kill.parts.join(', '), detail: `${what}; the bound is ${boundMs} ms` }]
  })
}

/** For each kill, how long after it had been mended the first new delivery arrived. */
export function recoveriesOf({ received, kills }: Pick<Evidence, 'received' | 'kills'>): Recovery[] {
  const seen = firstOfEach(received)
  const confirmed = firstOfEach(received.filter(({ status }) => isConfirming(status)))
  return kills.map((kill, i) => {
    const nextAt = kills[i + 1]?.at ?? Infinity
    const firsts = kill.parts.includes('temporal') ? confirmed : seen
    const first = firsts.find((at) => at >= kill.backAt && at < nextAt)
    const limits = kill.parts.flatMap((part) => bounds[part] ?? [])
    return {
      kill,
      boundMs: limits.length === 0 ? undefined : Math.max(...limits),
      firstNewAfterMs: first === undefined ? undefined : first - kill.backAt,
      undisturbedMs: nextAt - kill.backAt,
    }
  })
}

function firstOfEach(received: readonly Received[]): number[] {
  const firsts = new Map<string, number>()
  for (const { notification, at } of received) firsts.set(notification, Math.min(at, firsts.get(notification) ?? Infinity))
  return [...firsts.values()].sort((a, b) => a - b)
}
