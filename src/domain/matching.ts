/** Whether one of a subscription's patterns covers an event type: `*`, a prefix such as `payment.*`, or the type itself. */
export function matchesType(patterns: readonly string[], type: string): boolean {
  return patterns.some(
    (pattern) => pattern === '*' || pattern === type || (pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1))),
  )
}
