import type { Answer, Judgement } from './delivery-types.js'

const noted: Readonly<Record<number, string>> = {
  401: 'credential rejected',
  403: 'credential rejected',
  410: 'gone',
}

/** What an answer means under the default confirmation rule: any 2xx confirms. */
export function judge(answer: Answer): Judgement {
  if (answer.kind !== 'response') return { outcome: answer.kind, reason: answer.reason, status: null }
  const { status } = answer
  return { outcome: isBetween(status, 200, 299) ? 'confirmed' : 'failed', reason: reasonOf(status), status }
}

function reasonOf(status: number): string {
  const note = isBetween(status, 300, 399) ? 'redirects are not followed' : noted[status]
  return note === undefined ? `HTTP ${status}` : `HTTP ${status}: ${note}`
}

const isBetween = (status: number, from: number, to: number): boolean => status >= from && status <= to
