import { hash } from 'node:crypto'

/**
 * SHA-256 over the parts of a publish, to tell a repeat from another event under the same id.
 * The lengths come first, so that no two different lists of parts have the same input; null is not the empty text.
 */
export function requestHash(parts: readonly (string | null)[]): Buffer {
  const lengths = parts.map((part) => (part === null ? '-' : part.length)).join(',')
  return hash('sha256', `${lengths};${parts.map((part) => part ?? '').join('')}`, 'buffer')
}
