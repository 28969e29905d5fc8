import type { Socket } from 'node:net'
import type { TlsOptions } from 'node:tls'
import type { Certificate } from '../certificates.js'
import type { Zone } from '../name-server.js'
import { type Answering, drip } from '../peer.js'

/** Makes certificates of an authority that the sender trusts, or of nobody. */
export interface Issuer {
  readonly issued: (name: string, notAfter?: Date) => Certificate
  readonly selfSigned: (name: string) => Certificate
}

/** One way to mistreat a sender, and what has to come of it (outbound.md). The tests and `npm run bench -- hostile` run the same ones. */
export interface Behaviour {
  readonly name: string
  /** What an integrator reads of the attempt; `{deadline}` stands for its deadline. */
  readonly says: string | RegExp
  /** Nothing but the deadline ends it. */
  readonly untilDeadline?: true
  readonly answering?: Answering
  /** Instead of reading requests. */
  readonly onOpen?: (socket: Socket) => void
  readonly listens?: false
  /** Reached by https. */
  readonly secure?: true
  readonly tls?: (issuer: Issuer, host: string) => TlsOptions
  /** What the name server says; 127.0.0.1 when absent. `opened` counts the connections so far. */
  readonly zone?: (opened: number) => Zone | undefined
  /** How long the next attempt is put off by the answer at most, in milliseconds; undefined when it is not. */
  readonly putsOffMs?: number | undefined
}

export const ok = 'HTTP/1.1 200 OK\r\n'
export const chunked = `${ok}transfer-encoding: chunked\r\n\r\n`

/** Sends `head`, then `piece` again and again. */
export const dripping =
  (head: string, piece: string, everyMs: number): Answering =>
  (socket) => {
    socket.write(head)
    drip(socket, piece, everyMs)
  }

/** Sends `text` and no more. */
export const ending =
  (text: string): Answering =>
  (socket) => {
    socket.end(text)
  }
