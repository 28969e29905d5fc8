import { randomBytes } from 'node:crypto'
import { check, summaryOf } from './check/check.js'
import type { Evidence, PartName } from './check/evidence.js'
import { measure, type Measures } from './check/measures.js'
import { pause } from './pause.js'
import { createPublisher } from './publisher.js'
import { publishAndStrike } from './publish-and-strike.js'
import { countOpen, rowsOf } from './rows.js'
import type { Behaviour } from './stack/receiver.js'
import type { Stack } from './stack/stack.js'

export interface Scenario {
  /** Published at `rate` a second; then publishing goes on slowly until the last kill is over. */
  readonly events: number
  readonly rate: number
  /** What the receiver does with the first request of every notification, and how long it takes with each. */
  readonly receiver: { readonly first: number; readonly delayMs: number }
  /** Delays between attempts. */
  readonly delaysSeconds?: readonly number[]
  readonly strikes: readonly Strike[]
  /** How long everything may take to be delivered once all is published and back. */
  readonly settleWithinMs?: number
}

/** Kills `parts` at once, as soon as so many events have been acknowledged, and starts them again `downMs` later. */
export interface Strike {
  readonly acknowledged: number
  readonly parts: readonly PartName[]
  readonly downMs: number
}

export interface Outcome {
  /** A line for each kind of finding: none when nothing was lost. */
  readonly summary: readonly string[]
  readonly measures: Measures
  readonly evidence: Evidence
}

/** Long enough for any outage here, and short enough that what waits comes back soon. */
const patient = [1, 1, 2, 2, 3, 3, 5, 5, 10, 10, 10, 10, 20, 20]
const SETTLE_WITHIN_MS = 45_000

/** Publishes, kills, waits until everything is delivered or the time is over, and checks. */
export async function runScenario(stack: Stack, scenario: Scenario): Promise<Outcome> {
  const name = `s${randomBytes(4).toString('hex')}`
  const behaviour: Behaviour = { path: name, ...scenario.receiver }
  const type = `chaos.${name}`
  const request = {
    url: stack.receiver.url(behaviour),
    eventTypes: [type],
    schedule: { name: 'custom', delaysSeconds: scenario.delaysSeconds ?? patient },
  }
  const { id, secret } = await subscribe(stack, request)
  const publisher = createPublisher(stack)
  const { publications, kills } = await publishAndStrike({ stack, publisher, scenario, type })
  const settledMs = await settle(stack, id, scenario.settleWithinMs ?? SETTLE_WITHIN_MS)
  const repeats = await publisher.repeat(publications.filter((_, i) => i % 10 === 0))
  publisher.close()
  const { acknowledged, refused } = publisher
  const rows = await rowsOf(stack.databaseUrl, { subscription: id, type })
  const evidence: Evidence = { acknowledged, refused, repeats, kills, secret, received: stack.receiver.received(behaviour), ...rows }
  const outcome = { summary: summaryOf(check(evidence)), measures: { ...measure(evidence), settledMs }, evidence }
  tell(outcome)
  return outcome
}

async function subscribe({ baseUrl, apiKey }: Stack, request: object): Promise<{ id: string; secret: string }> {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' }
  const response = await fetch(`${baseUrl}/v1/subscriptions`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ ...request, activate: true }),
  })
  if (response.status !== 201) throw new Error(`The subscription was answered ${response.status}: ${await response.text()}`)
  return (await response.json()) as { id: string; secret: string }
}

/** How long it took until nothing was open any more, in milliseconds; no longer than `withinMs`. */
async function settle({ databaseUrl }: Stack, subscription: string, withinMs: number): Promise<number> {
  const startedAt = Date.now()
  while (Date.now() - startedAt < withinMs && (await countOpen(databaseUrl, subscription)) > 0) await pause(200)
  return Date.now() - startedAt
}

/** The figures, for a person who has asked for them with POSTHORN_CHAOS_VERBOSE. */
function tell({ measures, evidence: { acknowledged, kills }, summary }: Outcome): void {
  if (process.env['POSTHORN_CHAOS_VERBOSE'] === undefined) return
  const killed = kills.map(({ parts, at, backAt }) => `${parts.join('+')} for ${backAt - at} ms`)
  process.stderr.write(`${JSON.stringify({ events: acknowledged.length, killed, ...measures, findings: summary })}\n`)
}
