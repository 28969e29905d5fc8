import { findJsonProblem, type JsonProblem, namedTwice, toPointer } from './json-limits.js'
import { closeBrace, closeBracket, comma, decodeString, endOfString, endOfValue, openBrace, openBracket, skipSpace } from './json-scan.js'

/** Where a value stands in a JSON text: `json.slice(start, end)`, without the white space around it. */
export interface Span {
  readonly start: number
  readonly end: number
}

export type MemberSpans = { readonly ok: true; readonly spans: ReadonlyMap<string, Span> } | JsonProblem
export type ItemSpans = { readonly ok: true; readonly spans: readonly Span[] } | JsonProblem

/**
 * Where the values of an object's own members stand. The text must have been accepted by JSON.parse already.
 * `nested: 'checked'` also refuses what is too deep, too large or ambiguous anywhere inside; `'skipped'` looks at the own members only.
 */
export function memberSpans(json: string, nested: 'checked' | 'skipped' = 'checked'): MemberSpans {
  const start = skipSpace(json, 0)
  if (json.charCodeAt(start) !== openBrace) return { ok: false, pointer: '', reason: 'must be an object' }
  const problem = nested === 'checked' ? findJsonProblem(json) : undefined
  return problem ?? ownMembers(json, start)
}

function ownMembers(json: string, start: number): MemberSpans {
  const spans = new Map<string, Span>()
  let at = skipSpace(json, start + 1)
  if (json.charCodeAt(at) === closeBrace) return { ok: true, spans }
  for (;;) {
    const nameEnd = endOfString(json, at)
    const name = decodeString(json, at, nameEnd)
    if (spans.has(name)) return { ok: false, pointer: toPointer([name]), reason: namedTwice }
    const span = spanAt(json, skipSpace(json, skipSpace(json, nameEnd) + 1))
    spans.set(name, span)
    at = skipSpace(json, span.end)
    if (json.charCodeAt(at) !== comma) return { ok: true, spans }
    at = skipSpace(json, at + 1)
  }
}

/** Where the items of the array at `span` stand. What is inside an item is not looked at. */
export function arrayItemSpans(json: string, span: Span): ItemSpans {
  if (json.charCodeAt(span.start) !== openBracket) return { ok: false, pointer: '', reason: 'must be an array' }
  return { ok: true, spans: itemSpans(json, span.start) }
}

/** The same of the array that is known to begin at `start`. */
export function itemSpans(json: string, start: number): readonly Span[] {
  const spans: Span[] = []
  let at = skipSpace(json, start + 1)
  if (json.charCodeAt(at) === closeBracket) return spans
  for (;;) {
    const item = spanAt(json, at)
    spans.push(item)
    at = skipSpace(json, item.end)
    if (json.charCodeAt(at) !== comma) return spans
    at = skipSpace(json, at + 1)
  }
}

const spanAt = (json: string, start: number): Span => ({ start, end: endOfValue(json, start) })
