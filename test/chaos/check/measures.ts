import { duplicatesOf, isConfirming, openAt } from './duplicates.js'
import type { Evidence, Kill } from './evidence.js'
import { recoveriesOf } from './recovery.js'

/** The lists have one entry for each kill. */
export interface Measures {
  /** Acknowledged and not yet confirmed by the receiver. */
  readonly inFlight: readonly number[]
  readonly openAttempts: readonly number[]
  readonly firstNewAfterMs: readonly (number | undefined)[]
  readonly duplicates: number
  readonly repeatedPublishes: number
  /** Those of them whose first publish had died after the commit. */
  readonly firstResults: number
  /** From the last publish until nothing was open any more. */
  readonly settledMs: number
}

export function measure(evidence: Evidence): Omit<Measures, 'settledMs'> {
  const { kills, acknowledged } = evidence
  return {
    inFlight: kills.map((kill) => inFlightAt(kill, evidence)),
    openAttempts: kills.map((kill) => openAt(kill, evidence)),
    firstNewAfterMs: recoveriesOf(evidence).map(({ firstNewAfterMs }) => firstNewAfterMs),
    duplicates: duplicatesOf(evidence).length,
    repeatedPublishes: acknowledged.filter(({ sends }) => sends > 1).length,
    firstResults: acknowledged.filter(({ duplicate }) => duplicate).length,
  }
}

function inFlightAt({ at }: Kill, { acknowledged, received }: Evidence): number {
  const confirmed = new Set(received.filter((one) => one.at < at && isConfirming(one.status)).map(({ notification }) => notification))
  return acknowledged.filter((one) => one.at < at && one.notifications.some((id) => !confirmed.has(id))).length
}
