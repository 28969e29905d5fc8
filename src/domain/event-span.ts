/** Where a value stands in a JSON text: `json.slice(start, end)`. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** What an event may not contain, and where (RFC 6901). */
export interface SpanProblem {
  readonly ok: false
  readonly pointer: string
  readonly reason: string
}

export type MemberSpans = { readonly ok: true; readonly spans: ReadonlyMap<string, Span> } | SpanProblem
export type ItemSpans = { readonly ok: true; readonly spans: readonly Span[] } | SpanProblem

/** Levels of objects and arrays, the outermost included. */
export const maxDepth = 64
/** Members of all objects together. */
export const maxKeys = 10_000
