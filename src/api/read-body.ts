import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { Problem } from './problem.js'

export interface BodyLimits {
  readonly bytes: number
  readonly timeoutMs: number
}

/** What is read and thrown away of a body that is too large, so that its sender gets to read the answer. */
const drainedBodies = 16

/**
 * The body as text. Throws a Problem when it is too large, late, encoded, of another type, or not UTF-8:
 * a replaced byte would be signed as if the publisher had sent it.
 */
export async function readBody(request: IncomingMessage, limits: BodyLimits): Promise<string> {
  refuseOtherTypes(request)
  if (Number(request.headers['content-length'] ?? 0) > limits.bytes) {
    drain(request, limits)
    throw tooLarge(limits)
  }
  const bytes = await collect(request, limits)
  if (!isUtf8(bytes)) throw new Problem('malformed_json', { detail: 'the body is not UTF-8' })
  return bytes.toString('utf8')
}

function refuseOtherTypes({ headers }: IncomingMessage): void {
  const type = headers['content-type']
  if (type !== undefined && !/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(type)) {
    throw new Problem('unsupported_media_type', { detail: 'send content-type: application/json' })
  }
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity')
    throw new Problem('unsupported_media_type', { detail: 'send the body without a content-encoding' })
}

function collect(request: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    const settle = (problem?: Problem) => {
      clearTimeout(timer)
      request.off('data', onData).off('end', onEnd).off('close', onClose)
      if (problem) reject(problem)
      else resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks))
    }
    const onData = (chunk: Buffer) => {
      length += chunk.length
      chunks.push(chunk)
      if (length <= limits.bytes) return
      settle(tooLarge(limits))
      drain(request, limits)
    }
    const onEnd = () => settle()
    const onClose = () => settle(new Problem('malformed_json', { detail: 'the connection was closed before the body was complete' }))
    const timer = setTimeout(() => settle(new Problem('body_timeout', { headers: { connection: 'close' } })), limits.timeoutMs)
    request.on('data', onData).on('end', onEnd).on('close', onClose)
  })
}

const tooLarge = ({ bytes }: BodyLimits) =>
  new Problem('payload_too_large', { detail: `the limit is ${bytes} bytes`, headers: { connection: 'close' } })

function drain(request: IncomingMessage, limits: BodyLimits): void {
  let left = limits.bytes * drainedBodies
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length
    if (left < 0) request.destroy()
  })
}
