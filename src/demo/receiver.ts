import { createServer } from 'node:http'
import { answerRefused, createVerifier, verifyRequest } from '../verify/index.js'

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
  const verify = createVerifier({ profile: 'standard-webhooks', secrets: [secret] })
  const server = createServer((request, response) => {
    const told = { id: String(request.headers['webhook-id'] ?? ''), type: 'unknown', bytes: 0 }
    verifyRequest(request, verify).then(
      ({ body }) => {
        const type = typeOf(body)
        const answered = answerTo(type, told.id)
        process.send?.({ ...told, type, bytes: body.length, verified: true, answered } satisfies Received)
        response.writeHead(answered).end()
      },
      (error: unknown) => {
        answerRefused(response, error)
        process.send?.({ ...told, verified: false, answered: response.statusCode } satisfies Received)
      },
    )
  })
  server.listen(port, '127.0.0.1', () => process.send?.('listening'))
}

const typeOf = (body: Buffer): string => (JSON.parse(body.toString('utf8')) as { type: string }).type
