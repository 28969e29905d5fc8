import { type DigitRun, fewestDigits, type Group, mostDigits } from './digit-runs.js'
import { issuedAs } from './issuer-ranges.js'
import { hasLuhnDigit } from './luhn.js'

/** Digits of a text that make a card number: issued by a network, with a valid check digit. */
export interface Candidate {
  readonly digits: string
  /** Where it stands in the text. */
  readonly start: number
  readonly end: number
  readonly written: Writing
  /** Whether cards in use have so many digits. */
  readonly issued: 'usual' | 'rare'
}

/** In one piece, in groups as on a card, or in other groups. */
export type Writing = 'bare' | 'as-on-card' | 'in-groups'

interface Piece {
  readonly first: Group
  readonly last: Group
  readonly written: Writing
}

/** Groups as cards, forms and statements print them, by the number of digits in each. */
const cardShapes = ['4444', '465', '464', '44443', '44442', '44441', '4443', '4442', '4441', '444', '4333', '445']
/** So many groups of four in a row are an account number or a licence key. */
const fours = /4{6,}/g
const odd = '*'

/** Every way in which digits of the run make a card number. */
export function* candidatesIn(text: string, run: DigitRun): Generator<Candidate> {
  for (const { first, last, written } of piecesOf(text, run)) {
    const digits = run.digits.slice(first.from, last.from + last.length)
    const issued = hasLuhnDigit(digits) ? issuedAs(digits) : undefined
    if (issued) yield { digits, start: first.start, end: last.end, written, issued }
  }
}

function* piecesOf(text: string, { groups, digits }: DigitRun): Generator<Piece> {
  const shape = groups.map(({ length }) => (length < 10 ? length : odd)).join('')
  const [first, last] = [groups[0], groups.at(-1)]
  if (first && last && first !== last && digits.length <= mostDigits && !text.slice(first.start, last.end).includes('.'))
    yield { first, last, written: cardShapes.includes(shape) ? 'as-on-card' : 'in-groups' }
  yield* smallerPieces(
    text,
    groups,
    shape.replaceAll(fours, (streak) => odd.repeat(streak.length)),
  )
}

function* smallerPieces(text: string, groups: readonly Group[], shape: string): Generator<Piece> {
  for (const [i, first] of groups.entries()) {
    if (first.length >= fewestDigits && first.length <= mostDigits && !isPartOfDecimal(text, first))
      yield { first, last: first, written: 'bare' }
    if (shape[i] === '4') yield* piecesAsOnCard(groups, shape, i)
  }
}

function* piecesAsOnCard(groups: readonly Group[], shape: string, from: number): Generator<Piece> {
  for (const cardShape of cardShapes) {
    const [first, last] = [groups[from], groups[from + cardShape.length - 1]]
    if (first && last && shape.startsWith(cardShape, from)) yield { first, last, written: 'as-on-card' }
  }
}

/** "12.4111111111111111" and "4111111111111111.00" are quantities. */
const isPartOfDecimal = (text: string, { start, end }: Group): boolean =>
  /^\d\.$/.test(text.slice(Math.max(0, start - 2), start)) || /^\.\d/.test(text.slice(end, end + 2))
