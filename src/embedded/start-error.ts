/** Why the node cannot start, as one line for the person at the terminal, with the remedy. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

/** The short code of a system error (`EACCES`), or its message. */
export function codeOf(error: unknown): string {
  const { code, message } = error as Partial<NodeJS.ErrnoException>
  return code ?? message ?? String(error)
}
