import { diagnose } from './diagnose.js'
import type { Expectation } from './confirmation.js'
import { type EchoValues, fillTemplate } from './echo.js'
import { type FilledRule, holds } from './holds.js'

/** Of an answer with a 2xx. */
export interface ConfirmingAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: { toString(encoding: 'utf8'): string }
  /** More was sent than was kept. */
  readonly bodyTruncated: boolean
  /** It was not complete when the time for it was up. */
  readonly bodyLate?: boolean | undefined
}

/**
 * Why an answer does not confirm, in words for an integrator; undefined when it does. No more of the body is in it than what was
 * expected of it. Takes time in proportion to the body, whatever the policy says.
 */
export function refusalToConfirm(answer: ConfirmingAnswer, expected: Expectation, values: () => EchoValues): string | undefined {
  const { status } = answer
  if (!expected.statuses.some(([from, to]) => status >= from && status <= to)) return `only ${expected.statusText} confirms`
  return refusalOfHeader(answer, expected, values) ?? refusalOfBody(answer, expected, values)
}

function refusalOfHeader({ headers }: ConfirmingAnswer, { header }: Expectation, values: () => EchoValues): string | undefined {
  if (!header) return undefined
  const echoed = headers[header.name]
  if (echoed === undefined) return `the answer has no header ${header.name}: it must bring back that of the request`
  const same = echoed.trim() === fillTemplate(header.value, values())
  return same ? undefined : `the header ${header.name} of the answer is not that of the request`
}

function refusalOfBody(answer: ConfirmingAnswer, { body: rule }: Expectation, values: () => EchoValues): string | undefined {
  if (!rule) return undefined
  // white space, and the byte order mark with it
  const text = answer.body.toString('utf8').trim()
  const filled = fill(rule, values())
  const cut = cutOf(answer)
  if (holds(filled, text) && (cut === undefined || rule.rule !== 'endsWith')) return undefined
  return cut ?? diagnose(filled, text)
}

function cutOf({ bodyLate = false, bodyTruncated }: ConfirmingAnswer): string | undefined {
  if (bodyLate) return 'body was not complete 2 s after the headers'
  return bodyTruncated ? 'body is longer than 64 KiB' : undefined
}

/** A correlation id is the publisher's text: what is said of it goes where the text does not. */
function fill(rule: NonNullable<Expectation['body']>, values: EchoValues): FilledRule {
  const template = rule.rule === 'jsonPath' ? String(rule.equals) : rule.text
  const expected = fillTemplate(template, values)
  const shown = fillTemplate(template, { ...values, correlationId: '{{correlationId}}' })
  const place = rule.rule === 'jsonPath' ? { path: rule.path, optional: rule.optional === true } : {}
  return { rule: rule.rule, expected, shown, isEcho: shown !== template || expected !== shown, ...place }
}
