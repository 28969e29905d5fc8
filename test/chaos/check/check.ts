import { checkContents } from './contents.js'
import { checkDuplicates, isConfirming } from './duplicates.js'
import type { Acknowledged, Evidence, Finding, NotificationRow } from './evidence.js'
import { checkRecovery } from './recovery.js'

/** Compares what was acknowledged with what the receiver saw and what the database says. No finding: nothing was lost. */
export function check(evidence: Evidence): Finding[] {
  return [checkAnswers, checkOwed, checkContents, checkDuplicates, checkRecovery].flatMap((find) => find(evidence))
}

/** One line for each kind of finding, with the first examples. */
export function summaryOf(findings: readonly Finding[]): string[] {
  const kinds = [...new Set(findings.map(({ kind }) => kind))]
  return kinds.map((kind) => {
    const all = findings.filter((finding) => finding.kind === kind)
    const examples = all.slice(0, 3).map(({ subject, detail }) => `${subject}: ${detail}`)
    return `${kind} ×${all.length} (${examples.join('; ')})`
  })
}

function checkAnswers({ refused, repeats, acknowledged }: Evidence): Finding[] {
  const first = new Map(acknowledged.map((one) => [one.event, sorted(one.notifications)]))
  const wrongAnswers = refused.map(({ event, status, code }): Finding => {
    return { kind: 'wrong answer', subject: event, detail: `a publish was answered ${status} ${code}` }
  })
  const wrongRepeats = repeats
    .filter(({ event, status, duplicate, notifications }) => status !== 202 || !duplicate || sorted(notifications) !== first.get(event))
    .map(({ event, status, duplicate, notifications }): Finding => {
      const detail = `a repeat was answered ${status}, duplicate ${String(duplicate)}, with ${sorted(notifications)} instead of ${first.get(event) ?? 'nothing'}`
      return { kind: 'wrong repeat', subject: event, detail }
    })
  const notRepeats = acknowledged
    .filter(({ sends, duplicate }) => sends === 1 && duplicate)
    .map(({ event }): Finding => ({ kind: 'wrong answer', subject: event, detail: 'the first publish was answered as a duplicate' }))
  return [...wrongAnswers, ...notRepeats, ...wrongRepeats]
}

/** Every acknowledged event is stored with the one notification that was announced, and that one is delivered. */
function checkOwed(evidence: Evidence): Finding[] {
  const stored = new Set(evidence.events.map(({ event }) => event))
  const rows = new Map<string, NotificationRow[]>()
  for (const row of evidence.notifications) rows.set(row.event, [...(rows.get(row.event) ?? []), row])
  const confirmed = new Set(evidence.received.filter(({ status }) => isConfirming(status)).map(({ notification }) => notification))
  return evidence.acknowledged.flatMap((one) => {
    if (!stored.has(one.event)) return [{ kind: 'lost', subject: one.event, detail: 'acknowledged, but there is no row' }]
    return checkNotification(one, rows.get(one.event) ?? [], confirmed)
  })
}

function checkNotification(one: Acknowledged, rows: readonly NotificationRow[], confirmed: ReadonlySet<string>): Finding[] {
  const announced = sorted(one.notifications)
  const found = sorted(rows.map(({ notification }) => notification))
  if (rows.length !== 1 || found !== announced) {
    return [{ kind: 'other notifications', subject: one.event, detail: `[${announced}] were announced, [${found}] are stored` }]
  }
  return rows.flatMap(({ notification, state, attempts, workflow }): Finding[] => {
    const facts = `${state} after ${attempts} attempts, workflow ${workflow ?? 'none'}`
    if (state !== 'delivered') return [{ kind: 'undelivered', subject: notification, detail: facts }]
    if (!confirmed.has(notification)) return [{ kind: 'delivered in the database only', subject: notification, detail: facts }]
    return []
  })
}

const sorted = (ids: readonly string[]): string => [...ids].sort().join(' ')
