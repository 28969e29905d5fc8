/** What goes with every change, and what is told beside it. */
const always = ['version', 'updatedAt', 'stateChangedAt', 'stateReason']

/** The members that two audited shapes of a thing do not have in common; none when it was made or ended. What is private is audited by its hash. */
export function changedMembers(before: unknown, after: unknown): string[] {
  if (!isShape(before) || !isShape(after)) return []
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  const changed = [...names].filter((name) => !always.includes(name) && JSON.stringify(before[name]) !== JSON.stringify(after[name]))
  return [...new Set(changed.map((name) => name.replace(/Sha256$/u, '')))].sort()
}

const isShape = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null
