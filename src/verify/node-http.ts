import type { IncomingMessage, ServerResponse } from 'node:http'
import { readRawBody } from './read-raw-body.js'
import { VerificationError } from './verification-error.js'
import type { VerifiedWebhook, Verifier } from './verified-webhook.js'

export interface RequestOptions {
  /** Default 1 MiB. */
  readonly maxBytes?: number
}

/** Reads the raw body of a request of `node:http` and verifies it; rejects with a VerificationError. */
export async function verifyRequest(
  request: IncomingMessage,
  verify: Verifier,
  { maxBytes = 1_048_576 }: RequestOptions = {},
): Promise<VerifiedWebhook> {
  const body = await readRawBody(request, maxBytes)
  return await verify({ headers: request.headers, body, method: request.method })
}

/** Answers a refused request, so that the sender's record of the attempt says why. Any other error is answered 500 without a word. */
export function answerRefused(response: ServerResponse, error: unknown): void {
  const refused = error instanceof VerificationError ? error : undefined
  const body = refused === undefined ? {} : { code: refused.code, message: refused.message }
  response.statusCode = refused?.status ?? 500
  if (refused?.code === 'body_too_large') response.setHeader('connection', 'close') // the rest is not read
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(body))
}
