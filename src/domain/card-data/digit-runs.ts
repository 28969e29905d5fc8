import { digit, firstDigit, separator, toAscii } from './digits.js'

/** Digits with nothing but a few separators between them: perhaps one number, perhaps several. */
export interface DigitRun {
  /** In ASCII, without the separators. */
  readonly digits: string
  readonly groups: readonly Group[]
  /** Where the text goes on. */
  readonly end: number
}

export interface Group {
  /** Where it stands in the digits of the run. */
  readonly from: number
  readonly length: number
  /** Where it stands in the text. */
  readonly start: number
  readonly end: number
}

/** Card numbers have 12 to 19 digits (ISO/IEC 7812-1). */
export const fewestDigits = 12
export const mostDigits = 19

/** "4111 - 1111": more than three separators part numbers, not groups. */
const gap = `[${separator}]{0,3}`
const beginningWith = (first: string): RegExp => new RegExp(`[${first}](?<![${digit}].)(?:${gap}[${digit}]){${fewestDigits - 1}}`)
const opening = beginningWith(digit)
const likelyOpening = beginningWith(firstDigit)
const group = new RegExp(`${gap}([${digit}]+)`)

/** The runs of at least 12 digits in a text, from left to right, if any of them may begin a card number. Each character is read a bounded number of times. */
export function* digitRunsIn(text: string): Generator<DigitRun> {
  if (!likelyOpening.test(text)) return
  const openings = new RegExp(opening, 'g')
  for (let found = openings.exec(text); found; found = openings.exec(text)) {
    const run = readRun(text, found.index)
    yield run
    openings.lastIndex = run.end
  }
}

/** Group by group: one expression for a run of any length would need a stack of that length. */
function readRun(text: string, start: number): DigitRun {
  const next = new RegExp(group, 'y')
  next.lastIndex = start
  const groups: Group[] = []
  let digits = ''
  let end = start
  for (let found = next.exec(text); found; found = next.exec(text)) {
    const [whole, together = ''] = found
    end = found.index + whole.length
    groups.push({ from: digits.length, length: together.length, start: end - together.length, end })
    digits += toAscii(together)
  }
  return { digits, groups, end }
}
