type Members = Readonly<Record<string, unknown>>

/** A value with a merge patch applied (RFC 7396): members of objects replace each other, null takes one away, anything else replaces the whole. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  return isObject(patch) ? mergeMembers(isObject(target) ? target : {}, patch) : patch
}

/** The same of two objects. */
export function mergeMembers(target: Members, patch: Members): Record<string, unknown> {
  const merged = new Map(Object.entries(target))
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name)
    else merged.set(name, mergePatch(merged.get(name), value))
  }
  return Object.fromEntries(merged)
}

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value)
