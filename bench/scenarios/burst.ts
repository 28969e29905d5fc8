import { measure, type Measured, type Run } from '../measure.js'
import { percentilesOf } from '../percentile.js'
import { eventTypesOf, type Stage } from '../stage.js'
import type { Scale } from './spine.js'

export interface MeasuredBurst extends Measured {
  /** How far the p95 notification arrived from its place in the order of acknowledgement, as a share of all. */
  readonly displacementP95: number
  /** From the last acknowledgement to the last receipt. */
  readonly drainMs: number
  /** Publish→receive p95 by the time to drain: near 1 or below when nobody is starved, whatever the load. */
  readonly p95ByDrain: number
  /** Most notifications that were acknowledged and had not come in. */
  readonly deepestBacklog: number
}

/** 20,000 events as fast as they can be published, which is in batches: a backlog builds up and is drained. */
export async function burst(stage: Stage, scale: Scale): Promise<MeasuredBurst> {
  const run = await measure(stage, {
    scenario: 'burst',
    eventTypes: eventTypesOf('ok'),
    events: scale(20_000),
    publishers: 4,
    perRequest: 100,
  })
  const { measured } = run
  const drainMs = measured.lastPublishToLastReceiptMs
  return {
    ...measured,
    displacementP95: percentilesOf(displacements(run)).p95,
    drainMs,
    p95ByDrain: measured.publishToReceiveMs.p95 / drainMs,
    deepestBacklog: deepestBacklog(run),
  }
}

/** For each delivered notification: the distance between its ranks in both orders, as a share of all. */
function displacements({ acknowledged, receivedAt }: Run): number[] {
  const delivered = [...receivedAt.keys()].filter((index) => !Number.isNaN(receivedAt[index]))
  const by = (times: Float64Array) => (one: number, other: number) => (times[one] ?? 0) - (times[other] ?? 0) || one - other
  const rankOf = new Map(delivered.toSorted(by(acknowledged.ackedAt)).map((index, rank) => [index, rank]))
  return delivered.toSorted(by(receivedAt)).map((index, rank) => Math.abs(rank - (rankOf.get(index) ?? 0)) / delivered.length)
}

function deepestBacklog({ acknowledged, receivedAt }: Run): number {
  const steps = [...receivedAt.keys()].flatMap((index): [at: number, step: number][] => {
    const ackedAt = acknowledged.ackedAt[index] ?? 0
    const came = receivedAt[index] ?? Number.NaN
    return came <= ackedAt
      ? []
      : [
          [ackedAt, 1],
          [Number.isNaN(came) ? Infinity : came, -1],
        ]
  })
  let open = 0
  let deepest = 0
  for (const [, step] of steps.sort(([one], [other]) => one - other)) {
    open += step
    deepest = Math.max(deepest, open)
  }
  return deepest
}
