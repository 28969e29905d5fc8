import { CancellationScope, condition, continueAsNew, isCancellation, proxyLocalActivities, setHandler } from '@temporalio/workflow'
import type { BulkReplayInput, ReplayActivities, ReplayCounts } from '../domain/replay-types.js'
import { replayChanged } from './messages.js'

/** Only our own infrastructure throws here, and is asked again without end: what has been done is in the row, and not done twice. */
const { replayPage, cancelReplay } = proxyLocalActivities<ReplayActivities>({
  startToCloseTimeout: '2 minutes',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '60 seconds' },
})

const PAGES_A_RUN = 100

/** Replays page by page, paced by durable timers, until its row says that it has ended. */
export async function bulkReplay({ replay }: BulkReplayInput): Promise<ReplayCounts> {
  const nudge = { changed: false }
  setHandler(replayChanged, () => {
    nudge.changed = true
  })
  try {
    for (let page = 0; page < PAGES_A_RUN; page++) {
      nudge.changed = false
      const after = await replayPage({ replay })
      if (after.kind === 'ended') return after.counts
      if (after.kind === 'paused') await condition(() => nudge.changed)
      else if (after.delayMs > 0) await condition(() => nudge.changed, after.delayMs, { summary: after.note })
    }
  } catch (error) {
    if (isCancellation(error)) await CancellationScope.nonCancellable(() => cancelReplay({ replay }))
    throw error
  }
  return continueAsNew<typeof bulkReplay>({ replay })
}
