import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '../../client/client.js'
import type { Notification } from '../../contract/notifications.js'
import { patiently } from '../patiently.js'
import type { Arrival, Happening, Scenario } from './scenario.js'
import { tell } from './scenario.js'

/** One delivery of a story. */
export interface Played {
  readonly event: string
  readonly type: string
  readonly arrival: Arrival
  readonly notification: string
  readonly outcome: Notification['lastOutcome']
  readonly status: number | null
  /** The receiver has confirmed it. */
  readonly confirmed: boolean
}

export interface Stage {
  readonly client: Client
  readonly subscription: string
  readonly now: Date
  readonly onPlayed: (played: Played) => void
}

const lookEveryMs = 250
const longestMs = 60_000

/** Delivers a story step by step, each when the one before was confirmed; ends early with one that was not. */
export async function playScenario(scenario: Scenario, stage: Stage): Promise<Played[]> {
  const notifications = new Map<string, string>()
  const played: Played[] = []
  for (const { happening, arrival } of tell(scenario)) {
    const sent = notifications.get(happening.event)
    const before = sent === undefined ? 0 : (await stage.client.getNotification({ id: sent })).attempts
    const id = sent ?? (await simulate(scenario, happening, stage))
    if (sent !== undefined) await stage.client.replayNotification({ id })
    notifications.set(happening.event, id)
    const { attempts, state, lastOutcome, lastStatus } = await settled(stage.client, id, before)
    const confirmed = attempts > before && state === 'delivered'
    const { event, type } = happening
    const step = { event, type, arrival, notification: id, outcome: lastOutcome, status: lastStatus, confirmed }
    played.push(step)
    stage.onPlayed(step)
    if (!confirmed) return played
  }
  return played
}

/** As of when it happened: the story ends now. */
async function simulate(scenario: Scenario, happening: Happening, { client, subscription, now }: Stage): Promise<string> {
  const { name, run, steps, object } = scenario
  const lastSeconds = Math.max(...steps.map((step) => ('event' in step ? step.atSeconds : 0)))
  const event = {
    type: happening.type,
    subscription,
    id: `story-${run}-${happening.event}`,
    correlationId: `${name}-${run}`,
    occurredAt: new Date(now.getTime() - (lastSeconds - happening.atSeconds) * 1000).toISOString(),
    data: { object: { ...object, ...happening.object }, ...(happening.previous && { previous: happening.previous }) },
  }
  const { notifications } = await patiently(() => client.simulateEvent(event))
  const [made] = notifications
  if (made === undefined) throw new Error('the simulated event was answered without a notification')
  return made.id
}

/** The notification after its next attempt, or as it is when that does not come. */
async function settled(client: Client, id: string, attemptsBefore: number): Promise<Notification> {
  const until = Date.now() + longestMs
  for (;;) {
    const notification = await client.getNotification({ id })
    const { attempts, state } = notification
    if (attempts > attemptsBefore || state === 'held' || Date.now() > until) return notification
    await sleep(lookEveryMs)
  }
}
