/**
 * Roughly how many bits of guessing the most random-looking part of a URL path or query costs; 0 when all of it reads like words.
 * An estimate for a warning, nothing is decided by it.
 */
export function guessingBits(pathAndQuery: string): number {
  const parts = pathAndQuery.split(/[/?&=.]/).map((part) => part.replace(/[-_]/g, ''))
  return Math.max(0, ...parts.map((part) => (looksRandom(part) ? part.length * bitsPerCharacter(part) : 0)))
}

/** Random text changes often between digits, small and capital letters; words and dates hardly do. */
const looksRandom = (part: string): boolean => (part.match(/[a-z](?=[A-Z0-9])|[A-Z](?=[A-Z]*[0-9])|[0-9](?=[A-Za-z])/g)?.length ?? 0) >= 4

function bitsPerCharacter(part: string): number {
  const counts = new Map<string, number>()
  for (const character of part) counts.set(character, (counts.get(character) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / part.length) * Math.log2(count / part.length)
  return bits
}
