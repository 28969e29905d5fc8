import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerRefused, type RequestOptions, verifyRequest } from './node-http.js'
import { VerificationError } from './verification-error.js'
import type { Verifier } from './verified-webhook.js'

export interface MiddlewareOptions extends RequestOptions {
  /** Told of every request that was refused, for logs and alerts. */
  readonly onRefused?: (error: VerificationError) => void
}

type Respond = ServerResponse & { locals: Record<string, unknown> }

/**
 * Express middleware that lets only verified requests pass and leaves what it verified at `response.locals.webhook`. It reads the
 * raw body itself, so it comes before any parser; when one ran before, it says so to the error handler.
 */
export const createExpressMiddleware =
  (verify: Verifier, { onRefused, ...options }: MiddlewareOptions = {}) =>
  async (request: IncomingMessage, response: Respond, next: (error?: unknown) => void): Promise<void> => {
    try {
      response.locals['webhook'] = await verifyRequest(request, verify, options)
    } catch (error) {
      if (!(error instanceof VerificationError) || error.code === 'body_already_parsed') {
        next(error)
        return
      }
      onRefused?.(error)
      answerRefused(response, error)
      return
    }
    next()
  }
