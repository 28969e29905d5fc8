import { createSubscription } from '../api.js'
import { measure } from '../measure.js'
import { eventTypesOf, type Stage } from '../stage.js'
import type { Scale } from './spine.js'
import { inTurns, type MeasuredTurns } from './turns.js'

/** 48 publishers without pause, in turns with Standard Webhooks alone and with a token (ES256) in a header beside it. */
export async function signing(stage: Stage, scale: Scale): Promise<MeasuredTurns> {
  const signed = eventTypesOf('ok').map((_, index) => `bench.signed_${index}`)
  for (const [index, type] of signed.entries())
    await createSubscription(stage.api, {
      url: `${stage.receiverUrl}/ok/signed-${index}`,
      eventTypes: [type],
      signing: { jwtHeader: { alg: 'ES256' } },
    })
  return inTurns(async (isOn) => {
    const load = { eventTypes: isOn ? signed : eventTypesOf('ok'), events: scale(5_000), publishers: 48, perRequest: 1 } as const
    return (await measure(stage, { ...load, scenario: isOn ? 'jwt-header' : 'standard-webhooks' })).measured
  })
}
