import type { Desk } from '../cli.js'
import { printable } from '../table.js'
import { toClockTime, toDuration } from '../times.js'
import type { Heard } from './listener.js'

/** One line, and one more for everything that is wrong. */
export const toHeardText =
  (desk: Desk) =>
  ({ at, headers, body, verified, findings, answer }: Heard): string => {
    const line = [
      toClockTime(at),
      typeOf(body),
      printable(headers['webhook-id'] ?? null),
      toVerdict(desk, verified),
      '→',
      toAnswerText(desk, answer),
    ]
    const wrong = findings.filter(({ code }) => code !== 'verified')
    return [line.join('  '), ...wrong.map(({ profile, code, text }) => `  FAIL  ${profile}: ${code}: ${printable(text)}`)].join('\n')
  }

function toVerdict({ paint }: Desk, verified: Heard['verified']): string {
  if (verified === null) return paint('dim', 'not verified here')
  return verified ? paint('good', 'verified') : paint('bad', 'NOT VERIFIED')
}

function toAnswerText(desk: Desk, { status, ms, error }: Heard['answer']): string {
  const isFine = status !== null && status >= 200 && status < 300
  const text = [status, error && printable(error), toDuration(ms)].filter((part) => part !== null).join(', ')
  return desk.paint(isFine ? 'good' : 'bad', text)
}

/** As the native style has it; bodies of other styles say it elsewhere. */
const typeOf = (body: string): string => /^\{[^{]{0,512}?"type":"([a-z0-9_.]{1,128})"/.exec(body)?.[1] ?? '-'
