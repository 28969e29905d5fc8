import { type DestinationStream, type Logger, pino } from 'pino'

export type Log = Logger

/** Where log lines go: a file or, by default, standard output. */
export interface LogOptions {
  readonly level: string
  readonly file?: string
}

const secretMembers = ['authorization', 'apiKey', 'secret', 'password', 'connectionString', 'databaseUrl', 'cookie']

/**
 * One JSON object a line. Lines carry chosen members only, never a request or a URL as a whole; the members
 * below are masked even so.
 */
export function createLog({ level, file }: LogOptions): Log {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: secretMembers, censor: '***' },
    serializers: { err: toPlainError, error: toPlainError },
  }
  return pino(options, openDestination(file))
}

/** Lines are written in blocks, at least once a second and at exit: one system call a line would be felt under load. */
function openDestination(file: string | undefined): DestinationStream {
  return pino.destination({
    dest: file ?? 1,
    mkdir: true,
    append: true,
    sync: false,
    minLength: 65_536,
    maxWrite: 131_072,
    periodicFlush: 500,
  })
}

/** What an error may say in the log: Postgres errors carry the row's values in `detail`, undici ones the URL. */
function toPlainError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const code = 'code' in error ? { code: error.code } : {}
  const cause = error.cause === undefined ? {} : { cause: toPlainError(error.cause) }
  return { type: error.name, message: error.message, ...code, stack: error.stack, ...cause }
}
