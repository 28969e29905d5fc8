import type { Admission, AdmissionDeps, Permit } from './admission-types.js'
import { hasRoom } from './gate.js'
import { createGates } from './gates.js'
import { createPermit } from './permit.js'
import { createWaiting } from './waiting.js'
import type { Gate } from './waiting-types.js'

/**
 * Bounds the open attempts of a node, so that one slow, dead or flooding receiver does not slow the others. What it does for
 * an attempt does not depend on how many others wait: a subscription that waits does so at the first gate that has no room
 * for it, and is looked at when that gate has.
 */
export function createAdmission(deps: AdmissionDeps): Admission {
  const { now } = deps
  const gates = createGates(deps)
  const left = (by: readonly Gate[]): void => {
    // From the last: what waits for the node comes before what its own subscription lets go.
    for (let i = by.length - 1; i >= 0; i--) waiting.wake(by[i] as Gate)
    gates.forget(by)
  }
  const permit = (entered: readonly Gate[]): Permit => createPermit(entered, { now, felt: gates.felt, left })
  const waiting = createWaiting({ now, permit })
  const isFree = (entered: readonly Gate[]): boolean => entered.every((gate) => hasRoom(gate, now()))

  return {
    open: () => gates.node.open,
    waiting: () => waiting.size,
    tryAdmit(claimant) {
      const entered = gates.of(claimant)
      if (!waiting.has(claimant.subscription) && isFree(entered)) return permit(entered)
      gates.forget(entered)
      return undefined
    },
    admit(claimant, near) {
      const { subscription, attended = false } = claimant
      const entered = gates.of(claimant)
      if (!waiting.has(subscription) && isFree(entered)) return permit(entered)
      return new Promise((grant) => {
        waiting.add(subscription, { attended, near, grant }, entered)
        gates.forget(entered)
      })
    },
  }
}
