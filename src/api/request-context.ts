import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { OperationId } from '../contract/routes.js'
import type { Log } from '../log.js'
import type { Caller } from './caller.js'

/** What is known of a request while it is answered. */
export interface RequestContext {
  readonly requestId: string
  readonly startedAt: number
  operation?: OperationId
  caller?: Caller
  code?: string
  /** Findings of card data in what was published. */
  cardData?: number
}

/** Where Express keeps what belongs to one request. */
type Traced = ServerResponse & { locals?: RequestContext }

/** Throws when the request has not been traced. */
export function contextOf({ locals }: Traced): RequestContext {
  if (!locals) throw new Error('a request is traced before anything else is done with it')
  return locals
}

const acceptedId = /^[\w.:-]{1,64}$/

/** Gives each request an id (the caller's own `x-request-id`, or a new one) and one log line when it is done: chosen members, never the URL. */
export function traceRequests(log: Log) {
  return (request: IncomingMessage, response: Traced): void => {
    const given = request.headers['x-request-id']
    const requestId = typeof given === 'string' && acceptedId.test(given) ? given : randomUUID()
    response.locals = { requestId, startedAt: performance.now() }
    response.setHeader('x-request-id', requestId)
    response.once('close', () => logRequest(log, request, response))
  }
}

function logRequest(log: Log, request: IncomingMessage, response: ServerResponse): void {
  const { operation, requestId, startedAt, caller, code, cardData } = contextOf(response)
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
      cardData,
      aborted: response.writableFinished ? undefined : true,
    },
    'request',
  )
}
