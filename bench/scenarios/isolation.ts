import { createSubscription, deleteSubscription } from '../api.js'
import { measure, type Measured } from '../measure.js'
import type { PublishPlan } from '../load/publish.js'
import type { Stage } from '../stage.js'
import type { Scale } from './spine.js'

/** The same load without and with somebody who misbehaves. */
export interface Compared {
  readonly runs: readonly Measured[]
  readonly throughputRatio: number
  readonly p99Ratio: number
}

export const compare = (alone: Measured, beside: Measured): Compared => ({
  runs: [alone, beside],
  throughputRatio: beside.deliveriesPerSecond / alone.deliveriesPerSecond,
  p99Ratio: beside.publishToReceiveMs.p99 / alone.publishToReceiveMs.p99,
})

/** Does the work while the rival publishes. */
export async function beside<T>(
  stage: Stage,
  plan: Omit<PublishPlan, 'baseUrl' | 'apiKey' | 'prefix'>,
  work: () => Promise<T>,
): Promise<T> {
  const publishing = stage.rival.ask('publish', { ...stage.api, ...plan, prefix: `rival_${Date.now().toString(36)}` })
  const [done] = await Promise.all([work(), publishing])
  return done
}

const healthy = 99

/** 100 subscriptions, one of which hangs to the deadline with ten times the traffic of each of the others. */
export async function isolation(stage: Stage, scale: Scale): Promise<Compared> {
  const { api, receiverUrl } = stage
  const eventTypes = Array.from({ length: healthy }, (_, index) => `bench.isolated_${index}`)
  for (const [index, type] of eventTypes.entries())
    await createSubscription(api, { url: `${receiverUrl}/ok/isolated-${index}`, eventTypes: [type] })
  const load = { eventTypes, events: scale(5_940), publishers: 32, perSecond: 2 * healthy, perRequest: 1 } as const
  const { measured: alone } = await measure(stage, { ...load, scenario: 'before-isolation' })
  const hanging = await createSubscription(api, { url: `${receiverUrl}/hang/1`, eventTypes: ['bench.hanging'] })
  const rival = { eventTypes: ['bench.hanging'], events: scale(600), publishers: 4, perSecond: 20, perRequest: 1 }
  try {
    const { measured } = await beside(stage, rival, () => measure(stage, { ...load, scenario: 'isolation' }))
    return compare(alone, measured)
  } finally {
    await deleteSubscription(api, hanging)
  }
}
