import { serve } from '../peer.js'
import { toAcknowledged, type Acknowledged } from './acknowledged.js'
import { publish, type Publishing, type PublishPlan } from './publish.js'

function createCommands() {
  let last: Publishing | undefined
  return {
    publish: async (plan: PublishPlan): Promise<void> => {
      last = await publish(plan)
    },
    /** Of the last plan. Asked for after the measuring, because reading the answers costs time. */
    acknowledged: (_: undefined): Acknowledged => {
      if (last === undefined) throw new Error('nothing was published yet')
      return toAcknowledged(last)
    },
  }
}

export type LoadCommands = ReturnType<typeof createCommands>

serve(createCommands())
