import type { Load } from '../domain/congestion.js'
import type { Permit } from './admission-types.js'
import { OF_THE_RECEIVER } from './gates.js'
import type { Gate } from './waiting-types.js'

interface PermitDeps {
  readonly now: () => number
  readonly felt: (own: Gate, load: Load, beganAt: number) => void
  /** After the gates have room again. */
  readonly left: (gates: readonly Gate[]) => void
}

/** Enters all the gates; leaves those of the receiver when it has answered, and the others at the end. Each is left once. */
export function createPermit(entered: readonly Gate[], { now, felt, left }: PermitDeps): Permit {
  const [own] = entered
  const beganAt = now()
  for (const gate of entered) gate.open++
  const begun = own?.pace?.begin(beganAt)
  let [isAnswered, isReleased] = [false, false]

  const leave = (gates: readonly Gate[]): void => {
    for (const gate of gates) gate.open--
    left(gates)
  }
  const leaveReceiver = (tellPace: () => void): void => {
    if (isAnswered) return
    isAnswered = true
    tellPace()
    leave(entered.slice(0, OF_THE_RECEIVER))
  }
  const answered = (load?: Load): void => {
    if (own && load && !isAnswered) felt(own, load, beganAt)
    leaveReceiver(() => begun?.end(now()))
  }
  const leaving = (leaveFirst: () => void) => (): void => {
    if (isReleased) return
    isReleased = true
    leaveFirst()
    leave(entered.slice(OF_THE_RECEIVER))
  }
  return {
    answered,
    release: leaving(answered),
    withdraw: leaving(() => {
      leaveReceiver(() => begun?.withdraw())
    }),
  }
}
