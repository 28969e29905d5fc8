import { type Candidate, candidatesIn } from './candidates.js'
import { type DigitRun, digitRunsIn, fewestDigits, mostDigits } from './digit-runs.js'
import { isInIban } from './iban.js'
import { hasLuhnDigit } from './luhn.js'
import { kindOfName, type NameKind } from './names.js'
import { isTestNumber } from './test-numbers.js'

/** `track`: with what follows it on the magnetic stripe. */
export type CardNumberKind = 'pan' | 'track'

/** Whether a text may hold a card number, whatever its surroundings say. */
export function mayHoldCardNumber(text: string): boolean {
  return findRun(text, (run) => candidatesIn(text, run).next().done !== true || holdsTrack(text, run)) !== undefined
}

/** The first card number in the text of a member; `nameKind` is asked when it matters what the name of the member lets expect. */
export function findCardNumber(given: string, nameKind: () => NameKind): CardNumberKind | undefined {
  const text = given.replaceAll(urlSeparators, ' ')
  let known: NameKind | undefined
  const expected = () => (known ??= isProse.test(text) ? 'neutral' : nameKind())
  return findRun(text, (run) => {
    if (holdsTrack(text, run)) return 'track'
    for (const candidate of candidatesIn(text, run)) if (isCardNumber(text, candidate, expected)) return 'pan'
    return false
  })
}

/** A space or a dash between digits, as URLs and forms write them. */
const urlSeparators = /(?<=\d)(?:%20|%2d|\+)(?=\d)/gi
/** A name says nothing of a number in a sentence. */
const isProse = /[A-Za-z]\s|\s[A-Za-z]/

/** What `look` finds in the first run of digits in which it finds something. */
function findRun<Found>(text: string, look: (run: DigitRun) => Found | false): Found | undefined {
  for (const run of digitRunsIn(text)) {
    const found = look(run)
    if (found !== false) return found
  }
  return undefined
}

function isCardNumber(text: string, candidate: Candidate, expected: () => NameKind): boolean {
  const label = labelBefore(text, candidate.start)
  if (isGluedTo(text, candidate) && !(label.adjoins && label.kind === 'card' && !endsInWord(text, candidate))) return false
  const kind = label.kind === 'card' || label.kind === 'reference' ? label.kind : expected()
  return isLikely(candidate, kind) && !isInIban(text, candidate)
}

/** One in forty numbers of 16 digits looks like a card number by chance: what is called a reference must look like nothing else. */
function isLikely({ digits, issued, written }: Candidate, kind: NameKind): boolean {
  if (kind === 'card' || isTestNumber(digits)) return true
  return issued === 'usual' && (kind !== 'reference' || written === 'as-on-card')
}

const wordCharacter = /[A-Za-z_]/
/** A digit run after these is a phone number, or the rest of a number whose beginning is masked. */
const noCardAfter = /[A-Za-z_+*•]/

const endsInWord = (text: string, { end }: Candidate): boolean => wordCharacter.test(text.charAt(end))

const isGluedTo = (text: string, candidate: Candidate): boolean =>
  noCardAfter.test(text.charAt(candidate.start - 1)) || endsInWord(text, candidate)

const longestLabel = 48
const longestGap = 4

/** What the words right before a number call it: "order no. 4…", "?pan=4…". */
function labelBefore(text: string, start: number): { kind: NameKind; adjoins: boolean } {
  const before = text.slice(Math.max(0, start - longestLabel), start)
  const words = [...before.matchAll(/[A-Za-z_]+/g)]
  const last = words.at(-1)
  const gap = last ? before.slice(last.index + last[0].length) : ''
  if (!last || gap.length > longestGap || /\d/.test(gap)) return { kind: 'neutral', adjoins: false }
  const name = words.slice(-2).map(([word]) => word)
  return { kind: kindOfName(name.join(' ')), adjoins: gap === '' }
}

/** Name or separator, expiry (year, month), service code (ISO/IEC 7813). */
const afterNumber = /^(?:\^[^^]{2,26}\^|[=Dd])\d\d(?:0[1-9]|1[0-2])\d{3}/
const longestAfterNumber = 36
const sentinel = /[;%B]/

const holdsTrack = (text: string, { digits, groups }: DigitRun): boolean =>
  groups.some(({ from, length, start, end }) => {
    if (length < fewestDigits || length > mostDigits || !afterNumber.test(text.slice(end, end + longestAfterNumber))) return false
    return sentinel.test(text.charAt(start - 1)) || hasLuhnDigit(digits.slice(from, from + length))
  })
