/** Why the node cannot start, as one line for the person at the terminal, with the remedy. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

/** The short code of a system error (`EACCES`), or its message. */
export function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  return error instanceof Error ? error.message : String(error)
}
