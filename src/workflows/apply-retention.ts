import { continueAsNew, proxyLocalActivities, setCurrentDetails, sleep } from '@temporalio/workflow'
import { addCounts, noneRemoved, type RetentionCounts } from '../domain/retention.js'
import type { ApplyRetentionInput, RetentionActivities } from '../domain/retention-types.js'

/** Only our own infrastructure throws here, and is asked again without end: how far each account has come is in its row. */
const { removeExpired } = proxyLocalActivities<RetentionActivities>({
  startToCloseTimeout: '2 minutes',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '60 seconds' },
})

const TURNS_A_RUN = 100
const REST_MS = 100

/** Removes what its accounts do not want to keep any longer, turn by turn, account by account. */
export async function applyRetention({ after = '', removed = noneRemoved }: ApplyRetentionInput): Promise<RetentionCounts> {
  let [position, total] = [after, removed]
  for (let turn = 0; turn < TURNS_A_RUN; turn++) {
    const done = await removeExpired({ after: position })
    total = addCounts(total, done.removed)
    setCurrentDetails(detailsOf(total))
    if (done.after === null) return total
    position = done.after
    // what has been done is kept in the history before more is
    await sleep(REST_MS, { summary: `after ${position}` })
  }
  return continueAsNew<typeof applyRetention>({ after: position, removed: total })
}

const detailsOf = ({ metadata, payload, attemptBodies }: RetentionCounts): string =>
  `Removed so far: ${String(metadata)} events, ${String(payload)} payloads, ${String(attemptBodies)} attempt bodies`
