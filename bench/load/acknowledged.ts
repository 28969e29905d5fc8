import type { Publishing } from './publish.js'

/** What was acknowledged, in the order of publishing. All times are of the monotonic clock, in milliseconds. */
export interface Acknowledged {
  readonly startedAt: number
  readonly endedAt: number
  /** One for each notification of an acknowledged event. */
  readonly notifications: readonly string[]
  readonly sentAt: Float64Array
  readonly ackedAt: Float64Array
  readonly events: number
  /** Time from sending to the answer of each acknowledged request. */
  readonly ackMs: Float64Array
  /** Answers other than an acknowledgement, by what they said. */
  readonly refused: Readonly<Record<string, number>>
}

interface Published {
  readonly notifications: readonly { readonly id: string }[]
}

type Result = { readonly status: number; readonly event?: Published; readonly problem?: { readonly code: string } }

export function toAcknowledged({ sent, startedAt, endedAt }: Publishing): Acknowledged {
  const rows: { id: string; sentAt: number; ackedAt: number }[] = []
  const ackMs: number[] = []
  const refused: Record<string, number> = {}
  let events = 0
  for (const { sentAt, ackedAt, answer, events: asked } of sent) {
    const results = resultsOf(answer, asked)
    if (results.some(isAcknowledged)) ackMs.push(ackedAt - sentAt)
    for (const result of results) {
      if (!isAcknowledged(result)) {
        const said = `${result.status} ${result.problem?.code ?? ''}`
        refused[said] = (refused[said] ?? 0) + 1
        continue
      }
      events++
      rows.push(...result.event.notifications.map(({ id }) => ({ id, sentAt, ackedAt })))
    }
  }
  return {
    startedAt,
    endedAt,
    events,
    refused,
    notifications: rows.map(({ id }) => id),
    sentAt: Float64Array.from(rows, (row) => row.sentAt),
    ackedAt: Float64Array.from(rows, (row) => row.ackedAt),
    ackMs: Float64Array.from(ackMs),
  }
}

const isAcknowledged = (result: Result): result is Result & { readonly event: Published } =>
  result.status === 202 && result.event !== undefined

/** One result for each event of the request, also when the request failed as a whole. */
function resultsOf({ status, text }: { status: number; text: string }, events: number): Result[] {
  const json = status === 0 ? undefined : parsed(text)
  if (hasResults(json)) return json.results
  const one: Result = status === 202 ? { status, event: json as Published } : { status, problem: { code: text.slice(0, 200) } }
  return Array.from({ length: events }, () => one)
}

const hasResults = (json: unknown): json is { results: Result[] } => typeof json === 'object' && json !== null && 'results' in json

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
