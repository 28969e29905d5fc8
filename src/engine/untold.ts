import type { Found } from '../db/sweep.js'
import type { Wake, Waking } from './wake.js'

export interface Untold {
  readonly add: (found: Found, waking: Waking) => void
  /** To be called every second: tells them again. Throws while Temporal is away; then they stay. */
  readonly tellAgain: () => Promise<void>
}

/** Beyond this many their workflows learn it when their timers end. */
const MOST = 5_000

/** Ended notifications whose workflows have not heard of it: no sweep finds them, for their rows owe nothing any more. */
export function createUntold(wake: Wake): Untold {
  const untold = new Map<string, { readonly found: Found; readonly waking: Waking }>()
  return {
    add(found, waking) {
      if (untold.size < MOST) untold.set(found.id, { found, waking })
    },
    async tellAgain() {
      for (const [id, { found, waking }] of untold) {
        await wake(found, waking)
        untold.delete(id)
      }
    },
  }
}
