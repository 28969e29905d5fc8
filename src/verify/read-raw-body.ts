import type { IncomingMessage } from 'node:http'
import { VerificationError } from './verification-error.js'

/** A request of Node, with what parsers and platforms may have left on it. */
export type RawRequest = IncomingMessage & { readonly body?: unknown; readonly rawBody?: unknown }

/** The bytes of a request, at most so many; throws `body_too_large`, and `body_already_parsed` where somebody has read them before. */
export async function readRawBody(request: RawRequest, maxBytes: number): Promise<Buffer> {
  const kept = [request.body, request.rawBody].find((body) => body instanceof Uint8Array)
  if (kept !== undefined) return Buffer.from(kept.buffer, kept.byteOffset, kept.byteLength)
  if (request.readableDidRead || request.readableEnded) throw new VerificationError('body_already_parsed', alreadyParsed)
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes)
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const alreadyParsed =
  'The body was read before it could be verified, and a signature covers the bytes as they were sent: put the verification before ' +
  'express.json() and other parsers on this route, or use express.raw({ type: "*/*" }) there.'
const tooLarge = (maxBytes: number): VerificationError =>
  new VerificationError('body_too_large', `The body is larger than the ${maxBytes} bytes that are accepted.`)
