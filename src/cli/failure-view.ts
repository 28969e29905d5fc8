import { CommanderError } from 'commander'
import { PendingChange, ProblemError } from '../client/client.js'
import type { ProblemDetails } from '../contract/common.js'
import { CliFailure } from './failure.js'
import { printable } from './table.js'

/** What a failure looks like from outside. */
export interface FailureView {
  readonly exitCode: number
  /** Empty when everything has been said already. */
  readonly line: string
  /** What `--json` prints: the API's own problem, or one of the same shape with status 0. */
  readonly problem: ProblemDetails | PendingChange['request']
}

/** One line and an exit code for whatever was thrown: 1 when the command did not succeed, 2 when it was wrong, 4 when its change waits for approval. */
export function toFailureView(error: unknown): FailureView {
  if (error instanceof CommanderError) return toUsageView(error)
  if (error instanceof ProblemError) return { exitCode: 1, line: toProblemLine(error.problem), problem: error.problem }
  if (error instanceof PendingChange) return toPendingView(error)
  if (error instanceof CliFailure) return toView(error.exitCode, error.code, error.message)
  return toView(1, 'unexpected', error instanceof Error ? error.message : String(error))
}

function toPendingView({ request }: PendingChange): FailureView {
  const { id, kinds, expiresAt, secret } = request
  const shown = secret === undefined ? '' : `; the new secret, shown once: ${secret}`
  const line = toLine(
    `not done yet: ${kinds.join(', ')} needs four eyes. Somebody else approves it until ${expiresAt}: posthorn change-requests approve ${id}${shown}`,
  )
  return { exitCode: 4, line, problem: request }
}

/** True for a failure that may be over in a moment: no answer, overload, a dependency of the API down. */
export const isPassing = (error: unknown): boolean =>
  isUnreachable(error) || (error instanceof ProblemError && (error.problem.status >= 500 || error.problem.status === 429))

/** `fetch` reports a failed connection as a TypeError with the cause inside, an expired deadline as a TimeoutError. */
const isUnreachable = (error: unknown): error is Error =>
  (error instanceof TypeError && error.cause !== undefined) || (error instanceof Error && error.name === 'TimeoutError')

/** The same failure with the address that did not answer; any other failure as it is. */
export function nameAddress(error: unknown, baseUrl: string): unknown {
  if (!isUnreachable(error)) return error
  return new CliFailure(
    'unreachable',
    `no answer from ${baseUrl} (${reasonOf(error)}): npm start begins a node, posthorn doctor looks around`,
  )
}

function reasonOf(error: Error): string {
  const { message, code } = (error.cause instanceof Error ? error.cause : error) as NodeJS.ErrnoException
  return typeof code === 'string' ? code : message
}

function toUsageView(error: CommanderError): FailureView {
  const wasHelp = error.code.startsWith('commander.help') || error.code === 'commander.version'
  const view = toView(error.exitCode === 0 ? 0 : 2, 'usage', error.message.replace(/^error: /, ''))
  return wasHelp ? { ...view, line: '' } : view
}

function toView(exitCode: number, code: string, message: string): FailureView {
  return { exitCode, line: toLine(message), problem: { type: 'about:blank', title: message, status: 0, code } }
}

function toProblemLine({ title, detail, code, errors = [], requestId }: ProblemDetails): string {
  const members = errors.map((error) => `${error.pointer === '' ? '/' : error.pointer}: ${error.detail}`).join('; ')
  const what = [members, detail].filter(Boolean).join('. ') || title
  return toLine(`${what} (${code}${requestId === undefined ? '' : `, request ${requestId}`})`)
}

const toLine = (text: string): string => `posthorn: ${printable(text.replace(/\s*\n\s*/g, ' '))}`
