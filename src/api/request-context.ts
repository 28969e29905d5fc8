import { randomUUID } from 'node:crypto'
import type { NextFunction, Request, Response } from 'express'
import type { OperationId } from '../contract/routes.js'
import type { Log } from '../log.js'
import type { Caller } from './deps.js'

/** What is known of a request while it is answered. */
export interface RequestContext {
  requestId: string
  startedAt: number
  operation?: OperationId
  caller?: Caller
  code?: string
}

export const contextOf = (response: Response): RequestContext => response.locals as RequestContext

const acceptedId = /^[\w.:-]{1,64}$/

/** Gives each request an id (the caller's own `x-request-id`, or a new one) and one log line when it is done: chosen members, never the URL. */
export function traceRequests(log: Log) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const context = contextOf(response)
    const given = request.headers['x-request-id']
    context.requestId = typeof given === 'string' && acceptedId.test(given) ? given : randomUUID()
    context.startedAt = performance.now()
    response.setHeader('x-request-id', context.requestId)
    response.once('close', () => logRequest(log, request, response))
    next()
  }
}

function logRequest(log: Log, request: Request, response: Response): void {
  const { operation, requestId, startedAt, caller, code } = contextOf(response)
  const level = response.statusCode >= 500 ? 'warn' : operation ? 'info' : 'debug'
  if (!log.isLevelEnabled(level)) return
  log[level](
    {
      requestId,
      method: request.method,
      operation,
      status: response.statusCode,
      ms: Math.round((performance.now() - startedAt) * 100) / 100,
      key: caller?.keyId,
      account: caller?.accountId,
      code,
      aborted: response.writableFinished ? undefined : true,
    },
    'request',
  )
}
