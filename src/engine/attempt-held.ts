import { recoveryOf } from '../delivery/standing.js'
import type { Decision } from '../domain/deliver-types.js'
import type { AttemptsUnderWay } from './under-way.js'

/** A notification that is held, with how often it has been attempted. */
export interface Held {
  readonly id: string
  readonly attempts: number
}

/** How the attempts of a turn went. */
export interface Went {
  readonly asked: number
  /** Without those that were not attempted, because they wait behind an earlier one. */
  readonly tried: number
  readonly confirmed: number
  readonly refused: readonly string[]
  /** Where the next turn begins; undefined when nothing was asked for. */
  readonly last: string | undefined
}

export interface AttemptHeldDeps {
  readonly ahead: AttemptsUnderWay['ahead']
  readonly onFault: (work: string, error: unknown) => void
}

type Outcome = 'confirmed' | 'refused' | 'waits' | 'fault'

/** One that hangs keeps so many waiting, and no more. */
const WAVE = 16
/** No wave begins later: its size is decided anew. */
const LONG_MS = 30_000

/**
 * Attempts what a failing subscription is owed, a wave at a time, until one confirms nothing or it has taken long. What
 * throws keeps nothing else from being attempted; rejects when a whole wave of several does.
 */
export async function attemptHeld(deps: AttemptHeldDeps, subscription: string, due: readonly Held[]): Promise<Went> {
  const startedAt = Date.now()
  const outcomes: Outcome[] = []
  while (outcomes.length < due.length && Date.now() - startedAt < LONG_MS) {
    const wave = await attemptWave(deps, subscription, due.slice(outcomes.length, outcomes.length + WAVE))
    outcomes.push(...wave)
    if (!wave.includes('confirmed') && wave.some((outcome) => outcome !== 'waits')) break
  }
  const idsOf = (wanted: Outcome) => due.filter((_, i) => outcomes[i] === wanted).map(({ id }) => id)
  return {
    asked: outcomes.length,
    tried: outcomes.length - idsOf('waits').length,
    confirmed: idsOf('confirmed').length,
    refused: idsOf('refused'),
    last: due[lastOf(outcomes)]?.id,
  }
}

async function attemptWave({ ahead, onFault }: AttemptHeldDeps, subscription: string, wave: readonly Held[]): Promise<Outcome[]> {
  const owner = recoveryOf(subscription)
  const results = await Promise.allSettled(
    wave.map(({ id: notification, attempts }) => ahead({ notification, number: attempts + 1 }, owner)),
  )
  const faults = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
  // A whole wave is our own infrastructure. One alone may be at fault itself, and must not be asked for without end.
  if (faults.length === wave.length && wave.length > 1) throw faults[0]
  for (const error of faults) onFault('attempt of what is held', error)
  return results.map((result, i) => (result.status === 'rejected' ? 'fault' : outcomeOf(result.value, wave[i])))
}

function outcomeOf(decision: Decision, held: Held | undefined): Outcome {
  if (decision.kind === 'delivered') return 'confirmed'
  const isTried = decision.kind !== 'released' && decision.number > (held?.attempts ?? 0) + 1
  return isTried ? 'refused' : 'waits'
}

/** What waits behind one of this turn has its own in the next; what waits behind one of a turn before is passed over. */
function lastOf(outcomes: readonly Outcome[]): number {
  const firstTried = outcomes.findIndex((outcome) => outcome !== 'waits')
  const waits = firstTried < 0 ? -1 : outcomes.indexOf('waits', firstTried)
  return (waits < 0 ? outcomes.length : waits) - 1
}
