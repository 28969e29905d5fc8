import type { Kill } from './check/evidence.js'
import { pause } from './pause.js'
import type { Publication, Publisher } from './publisher.js'
import type { Scenario, Strike } from './scenario.js'
import type { Stack } from './stack/stack.js'

/** Events per second after the first ones. */
const TRICKLE_RATE = 25
/** Publishing goes on for this long after the last kill. */
const AFTERMATH_MS = 2_000

export interface Run {
  readonly stack: Stack
  readonly publisher: Publisher
  readonly scenario: Scenario
  readonly type: string
}

/** Goes on publishing, slowly, until the last strike is over: there is always something new to deliver. */
export async function publishAndStrike({ stack, publisher, scenario, type }: Run): Promise<{ publications: Publication[]; kills: Kill[] }> {
  const publications: Publication[] = []
  const state = { isStruck: false }
  const next = (): Publication => {
    const publication = publicationOf(type, publications.length)
    publications.push(publication)
    return publication
  }
  const first = function* () {
    while (publications.length < scenario.events) yield next()
  }
  const trickle = function* () {
    while (!state.isStruck) yield next()
  }
  const striking = strikeAll(stack, publisher, scenario.strikes).finally(() => (state.isStruck = true))
  const publishing = publisher.publish(first(), scenario.rate).then(() => publisher.publish(trickle(), TRICKLE_RATE))
  const [kills] = await Promise.all([striking, publishing])
  return { publications, kills }
}

async function strikeAll(stack: Stack, publisher: Publisher, strikes: readonly Strike[]): Promise<Kill[]> {
  const kills: Kill[] = []
  for (const { acknowledged, parts, downMs } of strikes) {
    while (publisher.acknowledged.length < acknowledged) await pause(10)
    kills.push(await stack.strike(parts, downMs))
  }
  await pause(AFTERMATH_MS)
  return kills
}

/** Numbers and names that do not survive being parsed and written again; some bodies are large. */
function publicationOf(type: string, i: number): Publication {
  const padding = i % 50 === 7 ? `,"note":"${'x'.repeat(20_000)}"` : ''
  const data = `{"amount":10.50,"id":9007199254740993, "b":${i},"a":"Zo\\u00eb – ${i}\\/2"${padding}}`
  return { event: `${type}.${i}`, type, data }
}
