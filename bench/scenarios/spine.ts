import { measure, type Measured } from '../measure.js'
import { eventTypesOf, type Stage } from '../stage.js'

/** Sizes for a real run are at scale 1. */
export type Scale = (count: number) => number

const publishers = 48

/** Brings the node's compiler, its connections and the caches of the databases to where they are in service. */
export async function warmUp(stage: Stage, scale: Scale): Promise<void> {
  await measure(stage, { scenario: 'warm-up', eventTypes: eventTypesOf('ok'), events: scale(2_000), publishers, perRequest: 1 })
}

/** 48 publishers without pause. */
export async function throughput(stage: Stage, scale: Scale): Promise<Measured> {
  return (await measure(stage, { scenario: 'throughput', eventTypes: eventTypesOf('ok'), events: scale(8_000), publishers, perRequest: 1 }))
    .measured
}

/** The same with every first attempt answered 503 and a schedule of 2 s. */
export async function retries(stage: Stage, scale: Scale): Promise<Measured> {
  return (
    await measure(stage, { scenario: 'retries', eventTypes: eventTypesOf('fail-first'), events: scale(8_000), publishers, perRequest: 1 })
  ).measured
}

/** A quiet day: 50 a second for 30 s. */
export async function steady(stage: Stage, scale: Scale): Promise<Measured> {
  return (
    await measure(stage, {
      scenario: 'steady',
      eventTypes: eventTypesOf('ok'),
      events: scale(1_500),
      publishers: 16,
      perSecond: 50,
      perRequest: 1,
    })
  ).measured
}
