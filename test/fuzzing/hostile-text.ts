import fc from 'fast-check'

/** A good text with something put in, taken out or repeated, or any text at all. */
export const hostileText = (...good: readonly [string, ...string[]]): fc.Arbitrary<string> => {
  const alphabet = fc.constantFrom(
    ...new Set(good.join('')),
    '\0',
    '\r\n',
    '\t',
    ' ',
    '\\',
    '"',
    '%',
    '=',
    'é',
    '\u{1F600}',
    '\uFEFF',
    '\uD800',
  )
  const piece = fc.oneof(alphabet, fc.string({ unit: 'binary', maxLength: 4 }))
  const edit = fc.record({ at: fc.nat({ max: 100 }), without: fc.nat({ max: 4 }), put: fc.array(piece, { maxLength: 3 }) })
  const mutated = fc
    .tuple(fc.constantFrom(...good), fc.array(edit, { minLength: 1, maxLength: 3 }))
    .map(([text, edits]) => edits.reduce(edited, text))
  return fc.oneof(
    { weight: 4, arbitrary: mutated },
    { weight: 2, arbitrary: fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join('')) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
  )
}

interface Edit {
  readonly at: number
  readonly without: number
  readonly put: readonly string[]
}

function edited(text: string, { at, without, put }: Edit): string {
  const place = text.length === 0 ? 0 : at % text.length
  return text.slice(0, place) + put.join('') + text.slice(place + without)
}

/** Texts of 1 MB of one piece, and ones that only end otherwise: what reads them more than once for each character does not come back. */
export const longTexts = (...pieces: readonly string[]): string[] =>
  pieces.flatMap((piece) => {
    const text = piece.repeat(1_000_000 / piece.length)
    return [text, `${text}!`]
  })
