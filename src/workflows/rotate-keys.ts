import { condition, continueAsNew, proxyLocalActivities, setHandler } from '@temporalio/workflow'
import type { KeyPlace, KeyRotationActivities } from '../domain/key-rotation-types.js'
import { keysChanged } from './messages.js'

/** Only our own infrastructure throws here, and is asked again without end: what has been done is in the rows, and not done twice. */
const { changeKeys } = proxyLocalActivities<KeyRotationActivities>({
  startToCloseTimeout: '2 minutes',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '60 seconds' },
})

const TURNS_A_RUN = 100

/** Changes the keys of one place at the times that their rows say, until nothing more is to come. */
export async function rotateKeys(place: KeyPlace): Promise<void> {
  const told = { times: 0 }
  setHandler(keysChanged, () => {
    told.times += 1
  })
  for (let turn = 0; turn < TURNS_A_RUN; turn++) {
    const before = told.times
    const { nextInMs } = await changeKeys(place)
    const isTold = () => told.times > before
    if (nextInMs === null && !isTold()) return
    if (nextInMs !== null && nextInMs > 0) await condition(isTold, nextInMs, { summary: 'until its keys change' })
  }
  return continueAsNew<typeof rotateKeys>(place)
}
