import type { AttemptRow, Evidence, Finding, Kill, Received } from './evidence.js'

/** A request that came although an earlier one of the same notification had been confirmed. */
export interface Duplicate {
  readonly request: Received
  readonly after: Received
  readonly explainedBy: Kill | undefined
}

/** An attempt ends within its deadline of 10 s and is then recorded within 30 s: longer it cannot be open. */
const OPEN_AT_MOST_MS = 41_000
/** A request that was sent before a kill may be read by a busy receiver somewhat later. */
const READ_LATE_MS = 1_000

export const isConfirming = (status: number): boolean => status >= 200 && status < 300

/** Every duplicate is explained by a kill during which its first request was open; no kill explains more of them than were open. */
export function checkDuplicates(evidence: Evidence): Finding[] {
  return duplicatesOf(evidence)
    .filter(({ explainedBy }) => explainedBy === undefined)
    .map(({ request, after }) => {
      const detail = `came at ${timeOf(request.at)}, confirmed was the one of ${timeOf(after.at)}`
      return { kind: 'unexplained duplicate', subject: request.notification, detail }
    })
}

/** Each has its own `after`: so there are at most as many as attempts were open at the kills. */
export function duplicatesOf(evidence: Evidence): Duplicate[] {
  const attempts = byNotification(evidence.attempts)
  return [...byNotification(evidence.received).values()].flatMap((requests) => {
    const inOrder = requests.toSorted((a, b) => a.at - b.at)
    return inOrder.flatMap((request, i) => {
      const after = inOrder.slice(0, i).findLast(({ status }) => isConfirming(status))
      if (after === undefined) return []
      return [{ request, after, explainedBy: killDuring(after, attempts.get(after.notification) ?? [], evidence.kills) }]
    })
  })
}

/** Attempts that were open when the kill came: the receiver had the request, and its end had not been recorded. */
export function openAt(kill: Kill, { received, attempts, kills }: Evidence): number {
  const rows = byNotification(attempts)
  const before = kills.findLast(({ at, parts }) => at < kill.at && parts.includes('node'))?.at ?? 0
  return received.filter((request) => {
    const record = recordOf(request, rows.get(request.notification) ?? [])
    if (record !== undefined) return request.at <= kill.at && record.endedAt >= kill.at
    return request.at > before + READ_LATE_MS && request.at <= kill.at + READ_LATE_MS && kill.parts.includes('node')
  }).length
}

/** Only a kill of the node or of the receiver can lose an answer, and only the first one after the request. */
function killDuring(request: Received, attempts: readonly AttemptRow[], kills: readonly Kill[]): Kill | undefined {
  const record = recordOf(request, attempts)
  const part = record === undefined ? 'node' : record.outcome === 'confirmed' ? undefined : 'receiver'
  const first = kills.find(({ parts, at }) => part !== undefined && parts.includes(part) && at >= request.at - READ_LATE_MS)
  if (first === undefined || first.at - request.at > OPEN_AT_MOST_MS) return undefined
  return record === undefined || first.at <= record.endedAt ? first : undefined
}

/** The attempt that made the request: it was signed with the second in which it started. */
function recordOf(request: Received, attempts: readonly AttemptRow[]): AttemptRow | undefined {
  return attempts
    .filter(({ startedAt }) => startedAt <= request.at && Math.floor(startedAt / 1000) === Number(request.timestamp))
    .toSorted((a, b) => b.startedAt - a.startedAt)[0]
}

function byNotification<Row extends { readonly notification: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const group = groups.get(row.notification)
    if (group === undefined) groups.set(row.notification, [row])
    else group.push(row)
  }
  return groups
}

const timeOf = (at: number): string => new Date(at).toISOString().slice(11, 23)
