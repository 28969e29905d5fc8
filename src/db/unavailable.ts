import { sqlState } from './statement.js'

/** System calls on the connection to Postgres; a file that is missing is another matter. */
const socketCalls = new Set(['connect', 'getaddrinfo', 'read', 'write'])

/** Connection exceptions, too many connections, shutting down, starting up (PostgreSQL, appendix A). */
const sqlStates = /^(?:08...|53300|57P0[1-5])$/

/** What pg itself says, without a code, and our own pool. */
const messages =
  /^(?:Connection terminated|timeout expired|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Cannot use a pool after calling end|Postgres does not answer)/

/** Whether a query failed because Postgres is away, and not because of what it asked. */
export function isDatabaseUnavailable(error: unknown): boolean {
  const { errors, message, syscall } = (error ?? {}) as { errors?: unknown; message?: unknown; syscall?: unknown }
  // A host name with several addresses: each has been tried.
  if (Array.isArray(errors)) return errors.some(isDatabaseUnavailable)
  return (
    (typeof message === 'string' && messages.test(message)) ||
    (typeof syscall === 'string' && socketCalls.has(syscall)) ||
    sqlStates.test(sqlState(error) ?? '')
  )
}

/** Whether a text holds a character that Postgres cannot store (U+0000). */
export const isUnstorableText = (error: unknown): boolean => ['22021', '22P05'].includes(sqlState(error) ?? '')
