import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'

/** What the demo receiver tells of a request it got. */
export interface Received {
  readonly id: string
  readonly type: string
  readonly bytes: number
  readonly verified: boolean
  readonly answered: number
}

/** What it is told before its first request: the secret its customer got when subscribing. */
export interface ReceiverOrder {
  readonly port: number
  readonly secret: string
}

/**
 * A receiver as a customer would write it, in a process of its own: it verifies the signature on the raw bytes, and
 * is unable to serve the first delivery of a chargeback. It ends with the process that started it.
 */
export function runReceiver(): void {
  process.on('disconnect', () => process.exit())
  process.on('SIGINT', () => undefined) // the terminal's Ctrl-C: open attempts still want their answer
  process.once('message', (order) => {
    receive(order as ReceiverOrder)
  })
}

function receive({ port, secret }: ReceiverOrder): void {
  const failedOnce = new Set<string>()
  const answerTo = (type: string, id: string): number => {
    if (type !== 'chargeback.opened' || failedOnce.has(id)) return 200
    failedOnce.add(id)
    return 503
  }
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const id = headerOf(request, 'webhook-id')
      const verified = isSignedBy(secret, body, request)
      const type = verified ? typeOf(body) : 'unknown'
      const answered = verified ? answerTo(type, id) : 401
      process.send?.({ id, type, bytes: body.length, verified, answered } satisfies Received)
      response.writeHead(answered).end()
    })
  })
  server.listen(port, '127.0.0.1', () => process.send?.('listening'))
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

const headerOf = (request: IncomingMessage, name: string): string => String(request.headers[name] ?? '')
const typeOf = (body: Buffer): string => (JSON.parse(body.toString('utf8')) as { type: string }).type

/** Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`, at most five minutes old. */
function isSignedBy(secret: string, body: Buffer, request: IncomingMessage): boolean {
  const timestamp = headerOf(request, 'webhook-timestamp')
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= 300)) return false
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const expected = createHmac('sha256', key)
    .update(`${headerOf(request, 'webhook-id')}.${timestamp}.`)
    .update(body)
    .digest()
  const signatures = headerOf(request, 'webhook-signature').split(' ')
  return signatures.some((signature) => {
    const given = Buffer.from(signature.replace(/^v1,/, ''), 'base64')
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
}
