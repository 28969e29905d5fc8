import { createSubscription, deleteSubscription } from '../api.js'
import { measure } from '../measure.js'
import { eventTypesOf, type Stage } from '../stage.js'
import { beside, compare, type Compared } from './isolation.js'
import type { Scale } from './spine.js'

const silent = 200

/** 50 a second for 30 s, and again while 200 subscriptions have names that their name server says nothing of. */
export async function dns(stage: Stage, scale: Scale): Promise<Compared> {
  const load = { eventTypes: eventTypesOf('ok'), events: scale(1_500), publishers: 16, perSecond: 50, perRequest: 1 } as const
  const { measured: alone } = await measure(stage, { ...load, scenario: 'before-dns' })
  const eventTypes = Array.from({ length: silent }, (_, index) => `bench.silent_${index}`)
  const subscriptions: string[] = []
  for (const [index, type] of eventTypes.entries())
    subscriptions.push(
      await createSubscription(stage.api, {
        url: `https://silent-${index}.posthorn-bench.com/hooks`,
        eventTypes: [type],
        check: 'none',
      }),
    )
  const rival = { eventTypes, events: scale(1_500), publishers: 16, perSecond: 50, perRequest: 1 }
  try {
    const { measured } = await beside(stage, rival, () => measure(stage, { ...load, scenario: 'dns' }))
    return compare(alone, measured)
  } finally {
    for (const id of subscriptions) await deleteSubscription(stage.api, id)
  }
}
