import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls, type SecureContext } from 'node:tls'
import type { Deadline } from './deadline.js'
import { faultOf, type TlsTerms } from './tls-terms.js'

export type Connected =
  | { readonly kind: 'connected'; readonly socket: Socket }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'expired' }

export interface TcpEnd {
  readonly address: string
  readonly port: number
  /** Give this address up after so long, because there is another one to try. */
  readonly limitMs: number | undefined
}

/** Opens a way for bytes to exactly this address. Rejects only for a fault of our own. */
export type OpenTcp = (end: TcpEnd, deadline: Deadline) => Promise<Connected>

export interface TlsEnd {
  /** For SNI and the certificate check. */
  readonly host: string
  readonly secureContext: SecureContext
  readonly terms?: TlsTerms | undefined
}

/** Opens a TCP connection to exactly this address. */
export function openTcp({ address, port, limitMs }: TcpEnd, deadline: Deadline): Promise<Connected> {
  const socket = connectTcp({ host: address, port, noDelay: true })
  if (limitMs !== undefined) socket.setTimeout(limitMs, () => socket.destroy(failure('ETIMEDOUT')))
  return untilConnected(socket, 'connect', deadline)
}

/** TLS over an open connection: 1.2 or newer, HTTP/1.1 only, full verification whatever the environment says; no session is ever resumed. */
export async function openTls(raw: Socket, { host, secureContext, terms }: TlsEnd, deadline: Deadline): Promise<Connected> {
  const socket = connectTls({
    socket: raw,
    host,
    servername: isIP(host) === 0 ? host : '',
    secureContext,
    ALPNProtocols: ['http/1.1'],
    // who is not authorised is judged below, before anything is sent
    rejectUnauthorized: terms?.acceptSelfSigned !== true,
  })
  const connected = await untilConnected(socket, 'secureConnect', deadline)
  const error = connected.kind === 'connected' && terms ? judge(() => faultOf(socket, host, terms)) : undefined
  if (error === undefined) return connected
  socket.destroy()
  return { kind: 'failed', error }
}

/** A certificate that cannot even be looked at is at fault, too. */
function judge(look: () => string | undefined): unknown {
  try {
    const fault = look()
    return fault === undefined ? undefined : failure(fault)
  } catch (error) {
    return error
  }
}

export const failure = (code: string): Error => Object.assign(new Error(code), { code })

function untilConnected(socket: Socket, event: 'connect' | 'secureConnect', deadline: Deadline): Promise<Connected> {
  return new Promise((resolve) => {
    const settle = (connected: Connected): void => {
      deadline.listen(undefined)
      socket.setTimeout(0)
      socket.off(event, onConnected).off('error', onError)
      // Until the HTTP client listens, and after we gave up, an unheard error would end the process.
      socket.on('error', () => undefined)
      if (connected.kind !== 'connected') socket.destroy()
      resolve(connected)
    }
    const onConnected = (): void => {
      settle({ kind: 'connected', socket })
    }
    const onError = (error: Error): void => {
      settle({ kind: 'failed', error })
    }
    socket.once(event, onConnected).once('error', onError)
    deadline.listen(() => {
      settle({ kind: 'expired' })
    })
  })
}
