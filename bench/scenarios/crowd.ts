import { createSubscription } from '../api.js'
import { measure, type Measured } from '../measure.js'
import type { Stage } from '../stage.js'
import type { Scale } from './spine.js'

export interface MeasuredCrowd {
  readonly runs: readonly Measured[]
  /** Acknowledgement p50 among 10,000 subscriptions by that among the few of the bench. */
  readonly ackP50Ratio: number
  readonly cpuRatio: number
}

const matching = 10
const eventTypes = ['bench.crowded']

/** An event for 10 subscriptions of an account, and again when the account has 10,000 more that do not match. */
export async function crowd(stage: Stage, scale: Scale): Promise<MeasuredCrowd> {
  const load = { eventTypes, each: matching, events: scale(1_000), publishers: 8, perRequest: 1 } as const
  await subscribe(
    stage,
    Array.from({ length: matching }, () => eventTypes),
  )
  await measure(stage, { ...load, scenario: 'before-crowd' })
  const { measured: few } = await measure(stage, { ...load, scenario: 'ten-subscriptions' })
  await subscribe(
    stage,
    Array.from({ length: scale(10_000) }, (_, index) => [othersOf(index)]),
  )
  const { measured: many } = await measure(stage, { ...load, scenario: 'crowd' })
  return { runs: [few, many], ackP50Ratio: many.ackMs.p50 / few.ackMs.p50, cpuRatio: many.cpuMsPerEvent / few.cpuMsPerEvent }
}

/** A type, or all that begin with a word: both are asked for in service. */
const othersOf = (index: number): string => (index % 2 === 0 ? `bench.other_${index}` : `bench_${index}.*`)

async function subscribe({ api, receiverUrl }: Stage, wanted: readonly (readonly string[])[]): Promise<void> {
  const waiting = [...wanted.entries()]
  const worker = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [index, eventTypes] = next
      await createSubscription(api, { url: `${receiverUrl}/ok/crowd-${index}`, eventTypes })
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
}
