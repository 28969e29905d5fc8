/** Whether one of the held scopes is, or contains, the other: `*` holds all, `events:*` all verbs of events, and who may write may steer. */
export const holdsScope = (held: readonly string[], asked: string): boolean =>
  held.includes(asked) || held.includes('*') || widerScopes(asked).some((scope) => held.includes(scope))

function widerScopes(asked: string): string[] {
  const [resource = '', verb] = asked.split(':')
  return [`${resource}:*`, ...(verb === 'steer' ? [`${resource}:write`] : [])]
}

/** The first of the asked scopes that goes beyond those held: a key gives away nothing it does not have. */
export const firstBeyond = (held: readonly string[], asked: readonly string[]): string | undefined =>
  asked.find((scope) => !holdsScope(held, scope))
