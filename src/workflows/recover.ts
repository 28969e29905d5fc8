import { condition, continueAsNew, proxyLocalActivities, setHandler } from '@temporalio/workflow'
import type { RecoveryActivities, RecoveryInput } from '../domain/recovery-types.js'
import { recoveryChanged } from './messages.js'

/** Only our own infrastructure throws here, and is asked again without end: what has been attempted is in the rows. */
const { recoverTurn } = proxyLocalActivities<RecoveryActivities>({
  startToCloseTimeout: '10 minutes',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '60 seconds' },
})

const TURNS_A_RUN = 100

/** Holds all that is owed to a failing endpoint: probes it, and drains what waits when it confirms again. */
export async function recover({ subscription, batch: from, first: asked, after: passed }: RecoveryInput): Promise<void> {
  let [batch, first, after, told] = [from, asked, passed, false]
  setHandler(recoveryChanged, (notification) => {
    told = true
    first = notification ?? first
  })
  for (let turn = 0; turn < TURNS_A_RUN; turn++) {
    const wanted = first
    ;[told, first] = [false, undefined]
    const next = await recoverTurn({
      subscription,
      batch,
      ...(wanted !== undefined && { first: wanted }),
      ...(after !== undefined && { after }),
    })
    if (next.kind === 'ended') return
    ;[batch, after] = [next.batch, next.after]
    if (next.delayMs > 0) await condition(() => told, next.delayMs, { summary: next.note })
  }
  return continueAsNew<typeof recover>({
    subscription,
    batch,
    ...(first !== undefined && { first }),
    ...(after !== undefined && { after }),
  })
}
