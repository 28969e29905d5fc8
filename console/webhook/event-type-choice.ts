/** The event types that can be asked for where the product emits `emitted`: its own patterns, and each type of the catalogue that fits one. */
export function toEventTypeChoices(emitted: readonly string[], catalogue: readonly string[], chosen: readonly string[]) {
  const patterns = emitted.filter(isPattern)
  const types = [
    ...new Set([...emitted.filter((name) => !isPattern(name)), ...catalogue.filter((type) => patterns.some(fits(type)))]),
  ].sort()
  const listed = new Set([...patterns, ...types])
  const others = chosen.filter((name) => !listed.has(name))
  const groups = [
    { group: 'Whatever comes of a kind', items: patterns },
    { group: 'Event types', items: types },
    { group: 'Chosen before', items: others },
  ]
  return groups.filter(({ items }) => items.length > 0)
}

const isPattern = (name: string): boolean => name.endsWith('*')
const fits = (type: string) => (pattern: string) => type.startsWith(pattern.slice(0, -1))
