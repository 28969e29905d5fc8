import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from '../client/client.js'
import type { Attempt } from '../contract/notifications.js'
import type { PublishEvent } from '../contract/events.js'
import type { Received } from './receiver.js'

export interface StoryDeps {
  readonly client: Client
  /** What the receiver told so far. */
  readonly received: readonly Received[]
  readonly signal: AbortSignal
  /** Address of a workflow in the Temporal UI, from its id. */
  readonly workflowUrl: (workflowId: string) => string
  readonly print: (line: string) => void
}

const longestMs = 60_000
/** The first attempt goes out ahead of the engine, so that it may be over before the row names the workflow. */
const linkWithinMs = 1_500
const lookEveryMs = 100

type Tell = (step: string, text: string) => void

/** Publishes one event and tells what happens to its notification until it is delivered. */
export async function tellStory(event: PublishEvent & { id: string }, deps: StoryDeps): Promise<void> {
  const tell: Tell = (step, text) => {
    deps.print(`    ${step.padEnd(18)} ${text}`)
  }
  deps.print(`\n  ${event.type}`)
  const published = await deps.client.publishEvent(event)
  const [notification] = published.notifications
  if (notification === undefined) throw new Error(`${event.id} matched no subscription`)
  tell('published', `${published.id}, durable; owed as notification ${notification.id}`)
  const until = Date.now() + longestMs
  tell('workflow started', await workflowOf(notification.id, deps))
  const tellAttempts = createAttemptTeller(deps.received, tell)
  while (Date.now() < until) {
    const { state } = await deps.client.getNotification({ id: notification.id })
    tellAttempts((await deps.client.listAttempts({ id: notification.id })).items)
    if (state === 'delivered') return
    await delay(lookEveryMs, undefined, { signal: deps.signal })
  }
  tell('still under way', `npx posthorn notifications watch ${notification.id}`)
}

/** Where the workflow can be looked at, as soon as the notification names it. */
async function workflowOf(id: string, { client, signal, workflowUrl }: StoryDeps): Promise<string> {
  const until = Date.now() + linkWithinMs
  while (Date.now() < until) {
    const { workflow } = await client.getNotification({ id })
    if (workflow !== null) return workflow.url ?? workflowUrl(workflow.id)
    await delay(lookEveryMs, undefined, { signal })
  }
  // alone in the system, a notification has a workflow of its own, with its own id
  return workflowUrl(id)
}

/** Tells each attempt once, with what the receiver saw of it. */
function createAttemptTeller(received: readonly Received[], tell: Tell): (attempts: readonly Attempt[]) => void {
  const told = new Set<number>()
  return (attempts) => {
    const fresh = attempts.filter(({ number }) => !told.has(number)).sort((a, b) => a.number - b.number)
    for (const attempt of fresh) {
      told.add(attempt.number)
      tell(`attempt ${attempt.number}`, `${attempt.reason}, answered in ${attempt.timings.totalMs.toFixed(1)} ms`)
      const id = attempt.request.headers['webhook-id']
      const seen = received.filter((request) => request.id === id)[attempt.number - 1]
      if (seen !== undefined) tell('receiver', toReceiverLine(seen))
      tell(attempt.decision === 'delivered' ? 'delivered' : 'next attempt', toDecisionLine(attempt))
    }
  }
}

const toReceiverLine = ({ verified, bytes, answered }: Received): string =>
  `${verified ? 'signature verified' : 'SIGNATURE WRONG'}, ${bytes} bytes${answered === 200 ? '' : `; answers ${answered}: it cannot serve just now`}`

function toDecisionLine({ decision, nextAttemptAt, startedAt, number }: Attempt): string {
  if (decision === 'delivered')
    return number === 1 ? 'confirmed at the first attempt' : `confirmed at attempt ${number}; nothing was lost, nobody had to act`
  if (nextAttemptAt === null) return `none: ${decision}`
  const inSeconds = (Date.parse(nextAttemptAt) - Date.parse(startedAt)) / 1000
  return `${new Date(nextAttemptAt).toLocaleTimeString()} (in ${inSeconds.toFixed(1)} s), on a durable timer`
}
