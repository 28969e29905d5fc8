/** Whether one of the held scopes is, or contains, the other: `*` holds all, `events:*` both verbs of events. */
export function holdsScope(held: readonly string[], asked: string): boolean {
  const [resource = ''] = asked.split(':')
  return held.includes('*') || held.includes(asked) || held.includes(`${resource}:*`)
}

/** The first of the asked scopes that goes beyond those held: a key gives away nothing it does not have. */
export const firstBeyond = (held: readonly string[], asked: readonly string[]): string | undefined =>
  asked.find((scope) => !holdsScope(held, scope))
