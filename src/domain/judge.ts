import { refusalToConfirm } from './confirmation/confirm.js'
import type { Expectation } from './confirmation/confirmation.js'
import type { EchoValues } from './confirmation/echo.js'
import type { Answer, Judgement } from './delivery-types.js'
import { addressNotRegistered } from './pinning.js'

const noted: Readonly<Record<number, string>> = {
  401: 'credential rejected',
  403: 'credential rejected',
  410: 'gone',
}

/** What an answer means: a 2xx confirms if it is what the subscription expects, and nothing else ever does. */
export function judge(answer: Answer, expected: Expectation, values: () => EchoValues): Judgement {
  const judgement = judgeAnswer(answer, expected, values)
  // What was refused for its address has that as its reason.
  if (answer.unregistered === undefined || answer.kind === 'refused') return judgement
  return { ...judgement, reason: `${judgement.reason}; ${addressNotRegistered}: ${String(answer.address)} is not on the list` }
}

function judgeAnswer(answer: Answer, expected: Expectation, values: () => EchoValues): Judgement {
  if (answer.kind !== 'response') return { outcome: answer.kind, reason: answer.reason, status: null }
  const { status } = answer
  const reason = reasonOf(status)
  if (!isBetween(status, 200, 299)) return { outcome: 'failed', reason, status }
  const refusal = refusalToConfirm(answer, expected, values)
  return refusal === undefined
    ? { outcome: 'confirmed', reason, status }
    : { outcome: 'unconfirmed', reason: `${unconfirmed(status)}: ${refusal}`, status }
}

/** How an answer is called that was fine and did not confirm. */
export const unconfirmed = (status: number): string => `HTTP ${String(status)}, unconfirmed`

function reasonOf(status: number): string {
  const note = isBetween(status, 300, 399) ? 'redirects are not followed' : noted[status]
  return note === undefined ? `HTTP ${status}` : `HTTP ${status}: ${note}`
}

const isBetween = (status: number, from: number, to: number): boolean => status >= from && status <= to
