import { Agent, request } from 'node:http'
import type { Acknowledged, Refused, Repeat } from './check/evidence.js'
import { pause } from './pause.js'

export interface Target {
  readonly baseUrl: string
  readonly apiKey: string
}

/** The id is the publisher's own: it is what makes a repeat recognisable. */
export interface Publication {
  readonly event: string
  readonly type: string
  readonly data: string
}

export interface Publisher {
  /** Publishes at this pace, events per second, however long it takes until each has been answered. */
  publish(publications: Iterable<Publication>, rate: number): Promise<void>
  /** Publishes again what has been acknowledged. */
  repeat(publications: readonly Publication[]): Promise<Repeat[]>
  readonly acknowledged: readonly Acknowledged[]
  readonly refused: readonly Refused[]
  close(): void
}

const PUBLISHERS = 48
const ANSWER_WITHIN_MS = 5_000
const PAUSE_MS = 100

/** Publishers that repeat an unanswered publish, and one that was answered 503, with the same id until it is answered. */
export function createPublisher({ baseUrl, apiKey }: Target): Publisher {
  const agent = new Agent({ keepAlive: true, maxSockets: PUBLISHERS })
  const acknowledged: Acknowledged[] = []
  const refused: Refused[] = []
  const send = createSend({ url: `${baseUrl}/v1/events`, apiKey, agent })

  const untilAnswered = async (publication: Publication): Promise<Answer & { sends: number }> => {
    for (let sends = 1; ; sends++) {
      const answer = await send(publication)
      if (answer !== undefined && answer.status !== 503) return { ...answer, sends }
      await pause(PAUSE_MS)
    }
  }
  const publishOne = async (publication: Publication): Promise<void> => {
    const { event, data } = publication
    const { status, text, sends } = await untilAnswered(publication)
    if (status === 202) acknowledged.push({ event, data, sends, at: Date.now(), ...announcedIn(text) })
    else refused.push({ event, status, code: text.slice(0, 200) })
  }
  const repeatOne = async (publication: Publication): Promise<Repeat> => {
    const { status, text } = await untilAnswered(publication)
    return { event: publication.event, status, ...(status === 202 ? announcedIn(text) : { duplicate: false, notifications: [] }) }
  }

  return {
    async publish(publications, rate) {
      const startedAt = Date.now()
      await sideBySide(publications, async (publication, i) => {
        await pause(Math.max(0, startedAt + (i * 1_000) / rate - Date.now()))
        await publishOne(publication)
      })
    },
    async repeat(publications) {
      const repeats: Repeat[] = []
      await sideBySide(publications, async (publication) => void repeats.push(await repeatOne(publication)))
      return repeats
    },
    acknowledged,
    refused,
    close: () => agent.destroy(),
  }
}

interface Answer {
  readonly status: number
  readonly text: string
}

/** Undefined: there was no answer, and the publisher cannot know what became of the event. */
function createSend({
  url,
  apiKey,
  agent,
}: {
  url: string
  apiKey: string
  agent: Agent
}): (publication: Publication) => Promise<Answer | undefined> {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' }
  return ({ event, type, data }) =>
    new Promise((resolve) => {
      const post = request(url, { method: 'POST', agent, headers, timeout: ANSWER_WITHIN_MS }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }))
        response.on('error', () => resolve(undefined))
      })
      post.on('timeout', () => post.destroy())
      post.on('error', () => resolve(undefined))
      post.end(`{"id":"${event}","type":"${type}","data":${data}}`)
    })
}

function announcedIn(text: string): { duplicate: boolean; notifications: string[] } {
  const { duplicate, notifications } = JSON.parse(text) as { duplicate: boolean; notifications: { id: string }[] }
  return { duplicate, notifications: notifications.map(({ id }) => id) }
}

/** Runs `work` over all items in their order, as many at a time as there are publishers. */
async function sideBySide<Item>(items: Iterable<Item>, work: (item: Item, i: number) => Promise<void>): Promise<void> {
  const queue = numbered(items)
  const drain = async (): Promise<void> => {
    for (let next = queue.next(); next.done !== true; next = queue.next()) await work(next.value.item, next.value.i)
  }
  await Promise.all(Array.from({ length: PUBLISHERS }, drain))
}

function* numbered<Item>(items: Iterable<Item>): Generator<{ item: Item; i: number }, undefined> {
  let i = 0
  for (const item of items) yield { item, i: i++ }
}
