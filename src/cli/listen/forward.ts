import { once } from 'node:events'
import { type IncomingMessage, request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'

export interface Forwarded {
  readonly rawHeaders: readonly string[]
  readonly body: Buffer
  /** Ends when nobody waits for the answer any more. */
  readonly signal: AbortSignal
}

/** Sends the same body and headers to another address; resolves with the head of its answer. Redirects are answers, too. */
export async function forward(target: URL, { rawHeaders, body, signal }: Forwarded): Promise<IncomingMessage> {
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest
  const headers = ['Host', target.host, ...endToEnd(rawHeaders)]
  const request = send(target, { method: 'POST', headers, signal, agent: false }).on('error', () => undefined)
  request.end(body)
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  return answer
}

/** Of one connection alone (RFC 9110 §7.6.1), or about it. */
const ofConnection = new Set(['host', 'connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'])

/** Names and values as they were on the wire, one after the other, without those of the connection. */
export const endToEnd = (rawHeaders: readonly string[]): string[] =>
  rawHeaders.filter((_, at) => !ofConnection.has(rawHeaders[at - (at % 2)]?.toLowerCase() ?? ''))
