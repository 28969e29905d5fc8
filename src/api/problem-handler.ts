import type { ServerResponse } from 'node:http'
import { isDatabaseUnavailable, isUnstorableText } from '../db/unavailable.js'
import type { Log } from '../log.js'
import { Problem, toProblemDetails } from './problem.js'
import { contextOf } from './request-context.js'

/** The one place where a thrown thing becomes an answer (RFC 9457). What is not a Problem is logged with its cause and told without detail. */
export function handleProblems(log: Log) {
  return (error: unknown, response: ServerResponse): void => {
    const context = contextOf(response)
    const problem = toProblem(error)
    context.code = problem.code
    if (problem.code === 'internal_error')
      log.error({ err: error, requestId: context.requestId, operation: context.operation }, 'request failed')
    if (response.headersSent) {
      response.destroy()
      return
    }
    const details = toProblemDetails(problem, context.requestId)
    for (const [name, value] of Object.entries(problem.info.headers ?? {})) response.setHeader(name, value)
    response.statusCode = details.status
    response.setHeader('cache-control', 'no-store')
    response.setHeader('content-type', 'application/problem+json')
    response.end(JSON.stringify(details))
  }
}

/** What a thrown thing is to the caller; `internal_error` for what nobody foresaw. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (isDatabaseUnavailable(error)) return new Problem('database_unavailable', { headers: { 'retry-after': '1' } })
  if (isUnstorableText(error)) return new Problem('validation_failed', { detail: 'the character U+0000 cannot be stored' })
  if (error instanceof URIError) return new Problem('not_found')
  return new Problem('internal_error')
}
