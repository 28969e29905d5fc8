import { setTimeout as delay } from 'node:timers/promises'
import { nowMs } from '../clock.js'
import { paymentBody } from './payment.js'
import { createPoster, type PostAnswer, type Poster } from './poster.js'

export interface PublishPlan {
  readonly baseUrl: string
  readonly apiKey: string
  /** Begins the id of every event: each run has its own. */
  readonly prefix: string
  readonly eventTypes: readonly string[]
  readonly events: number
  /** Requests under way at a time. */
  readonly publishers: number
  /** Without it the publishers make no pause. */
  readonly perSecond?: number
  /** More than 1: POST /v1/events/batch. */
  readonly perRequest: number
}

/** One POST and what became of it. */
interface Sent {
  readonly sentAt: number
  readonly ackedAt: number
  readonly events: number
  readonly answer: PostAnswer
}

export interface Publishing {
  readonly sent: readonly Sent[]
  readonly startedAt: number
  readonly endedAt: number
}

/** Publishes a plan's events; what the answers say is read later, outside the time that is measured. */
export async function publish(plan: PublishPlan): Promise<Publishing> {
  const path = plan.perRequest > 1 ? '/v1/events/batch' : '/v1/events'
  const poster = createPoster({ url: plan.baseUrl + path, apiKey: plan.apiKey, connections: plan.publishers })
  const sent: Sent[] = []
  const startedAt = nowMs()
  try {
    if (plan.perSecond === undefined) await withoutPause(plan, (index) => postOne(plan, poster, index).then((one) => (sent[index] = one)))
    else await steadily(plan, plan.perSecond, (index) => postOne(plan, poster, index).then((one) => (sent[index] = one)))
    return { sent, startedAt, endedAt: nowMs() }
  } finally {
    await poster.close()
  }
}

const requestsOf = ({ events, perRequest }: PublishPlan): number => Math.ceil(events / perRequest)

async function withoutPause(plan: PublishPlan, post: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0
  const publisher = async (): Promise<void> => {
    while (next < requestsOf(plan)) await post(next++)
  }
  await Promise.all(Array.from({ length: plan.publishers }, publisher))
}

/** Open loop: a slow answer delays no later publish. */
async function steadily(plan: PublishPlan, perSecond: number, post: (index: number) => Promise<unknown>): Promise<void> {
  const startedAt = nowMs()
  const open: Promise<unknown>[] = []
  for (let index = 0; index < requestsOf(plan); index++) {
    const waitMs = startedAt + (index * 1_000) / perSecond - nowMs()
    if (waitMs > 0) await delay(waitMs)
    open.push(post(index))
  }
  await Promise.all(open)
}

async function postOne(plan: PublishPlan, poster: Poster, index: number): Promise<Sent> {
  const body = bodyOf(plan, index)
  const sentAt = nowMs()
  const answer = await poster.post(body)
  const events = Math.min(plan.perRequest, plan.events - index * plan.perRequest)
  return { sentAt, ackedAt: nowMs(), events, answer }
}

function bodyOf(plan: PublishPlan, index: number): string {
  const first = index * plan.perRequest
  if (plan.perRequest === 1) return eventOf(plan, first)
  const count = Math.min(plan.perRequest, plan.events - first)
  return `{"events":[${Array.from({ length: count }, (_, offset) => eventOf(plan, first + offset)).join(',')}]}`
}

const eventOf = ({ prefix, eventTypes }: PublishPlan, number: number): string =>
  paymentBody({ id: `${prefix}_${String(number).padStart(6, '0')}`, type: eventTypes[number % eventTypes.length] ?? '' })
