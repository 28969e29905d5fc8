import { measure, type Measured } from '../measure.js'
import { eventTypesOf, type Stage } from '../stage.js'
import type { Scale } from './spine.js'

export interface MeasuredFrozen extends Measured {
  /** Acknowledgement p50 by that of the same load a moment before, with Temporal answering. */
  readonly ackP50Ratio: number
  readonly ackP95Ratio: number
}

/** 50 a second for 10 s, and again while Temporal answers nothing: publishing and first attempts go on as before. */
export async function frozen(stage: Stage, scale: Scale): Promise<MeasuredFrozen> {
  const load = { eventTypes: eventTypesOf('ok'), events: scale(500), publishers: 16, perSecond: 50, perRequest: 1 } as const
  const { measured: before } = await measure(stage, { ...load, scenario: 'before-frozen' })
  const thaw = stage.freezeTemporal()
  try {
    const { measured } = await measure(stage, { ...load, scenario: 'frozen' })
    return { ...measured, ackP50Ratio: measured.ackMs.p50 / before.ackMs.p50, ackP95Ratio: measured.ackMs.p95 / before.ackMs.p95 }
  } finally {
    thaw()
  }
}
