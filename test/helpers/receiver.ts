import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, type ServerOptions } from 'node:https'
import { once } from 'node:events'
import { TLSSocket } from 'node:tls'
import { track } from './leaks.js'

export interface Received {
  readonly at: Date
  readonly method: string
  readonly path: string
  /** As on the wire: name, value, name, value … */
  readonly rawHeaders: readonly string[]
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** SHA-256 of the certificate that the sender has shown, as OpenSSL has it. */
  readonly certificate?: string | undefined
}

export type Reply = number | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string | Buffer }
export type Script = Reply | ((request: Received) => Reply)

export interface Receiver {
  readonly url: string
  /** 127.0.0.1:port */
  readonly authority: string
  /** Every complete request, in order of arrival, whether answered yet or not. */
  received(): readonly Received[]
  /** One reply for each of the next requests; the last one goes on answering. Without a script: 200. */
  answers(...script: readonly Script[]): void
  /** Leaves requests unanswered from now on; the returned function answers them and those that follow. */
  hold(): () => void
  stop(): Promise<void>
}

/** A real HTTP server on loopback that keeps what it got, byte for byte; with `tls` it speaks https. */
export async function startReceiver({ tls }: { readonly tls?: ServerOptions } = {}): Promise<Receiver> {
  const state = createState()
  const listener = (request: IncomingMessage, response: ServerResponse) => void answer(state, request, response)
  const server = tls ? createTlsServer(tls, listener) : createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('No port')
  const authority = `127.0.0.1:${address.port}`
  const untrack = track({ name: `receiver ${authority}`, end: () => close(server) })
  return {
    url: `${tls ? 'https' : 'http'}://${authority}/hook`,
    authority,
    received: () => state.received,
    answers: (...script) => state.script.splice(0, Infinity, ...script),
    hold: () => hold(state),
    stop: async () => {
      untrack()
      state.gate.open()
      await close(server)
    },
  }
}

interface Gate {
  readonly opened: Promise<void>
  open(): void
}

interface State {
  readonly received: Received[]
  readonly script: Script[]
  gate: Gate
}

function createState(): State {
  const gate = createGate()
  gate.open()
  return { received: [], script: [], gate }
}

function createGate(): Gate {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open }
}

function hold(state: State): () => void {
  const gate = createGate()
  state.gate = gate
  return gate.open
}

async function answer(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const received = await read(request)
  if (received === undefined) return
  state.received.push(received)
  const next = (state.script.length > 1 ? state.script.shift() : state.script[0]) ?? 200
  await state.gate.opened
  const reply = typeof next === 'function' ? next(received) : next
  const { status, headers, body } =
    typeof reply === 'number' ? { status: reply, headers: {}, body: '' } : { headers: {}, body: '', ...reply }
  response.writeHead(status, headers).end(body)
}

/** Undefined when the sender went away before it had sent everything. */
async function read(request: IncomingMessage): Promise<Received | undefined> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer)
  } catch {
    return undefined
  }
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  )
  return {
    at: new Date(),
    method: request.method ?? '',
    path: request.url ?? '',
    rawHeaders: request.rawHeaders,
    headers,
    body: Buffer.concat(chunks),
    certificate: request.socket instanceof TLSSocket ? request.socket.getPeerX509Certificate()?.fingerprint256 : undefined,
  }
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}
