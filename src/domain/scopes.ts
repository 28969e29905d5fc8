/** Whether one of the held scopes is, or contains, the other: `*` holds all, `events:*` all verbs of events, and who may write may steer. */
export function holdsScope(held: readonly string[], asked: string): boolean {
  const [resource = '', verb] = asked.split(':')
  const wider = ['*', asked, `${resource}:*`, ...(verb === 'steer' ? [`${resource}:write`] : [])]
  return wider.some((scope) => held.includes(scope))
}

/** The first of the asked scopes that goes beyond those held: a key gives away nothing it does not have. */
export const firstBeyond = (held: readonly string[], asked: readonly string[]): string | undefined =>
  asked.find((scope) => !holdsScope(held, scope))
