import { hash } from 'node:crypto'
import { checkServerIdentity, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls'
import { LRUCache } from 'lru-cache'
import { isSelfSignedFault, type ReceiverTls } from '../../domain/receiver-tls.js'
import { codeOf, wrongKeyCode } from './reasons.js'

/** How TLS with one receiver is not as usual. One object for each version of a subscription: contexts are remembered by it. */
export interface TlsTerms extends ReceiverTls {
  /** What we show when we are asked who we are, in PEM; the key is a secret. */
  readonly certificate?: { readonly chain: string; readonly key: string } | undefined
}

export type ContextOf = (terms: TlsTerms | undefined) => SecureContext

const minVersion = 'TLSv1.2'
const maxContexts = 1_000

/** Contexts are costly: one for all connections, and one for each receiver with terms of its own. `trusted` are authorities beside the public ones, in PEM. */
export function createTlsContexts(trusted: readonly string[]): ContextOf {
  const own = new LRUCache<TlsTerms, SecureContext>({ max: maxContexts })
  const make = ({ authorities, certificate }: Loaded): SecureContext => {
    const context = createSecureContext({
      minVersion,
      ...(authorities !== null && { ca: authorities }),
      ...(certificate && { cert: certificate.chain, key: certificate.key }),
    })
    if (authorities === null) addAuthorities(context, trusted)
    return context
  }
  const usual = make({ authorities: null })
  return (terms) => {
    if (terms === undefined || (terms.authorities === null && !terms.certificate)) return usual
    const context = own.get(terms) ?? make(terms)
    own.set(terms, context)
    return context
  }
}

/** What of the terms is in a context: the others are looked at when the handshake is over. */
type Loaded = Pick<TlsTerms, 'authorities' | 'certificate'>

/** Beside the public ones, which every context has in common: given as `ca` together with them, all 150 would be read anew for each, in 50 ms. */
function addAuthorities(context: SecureContext, trusted: readonly string[]): void {
  const { addCACert } = context.context as { readonly addCACert: (pem: string) => void }
  for (const pem of trusted) addCACert.call(context.context, pem)
}

/** The code of what is wrong with the receiver at the other end of a finished handshake; undefined when nothing is. */
export function faultOf(socket: TLSSocket, host: string, { pins }: TlsTerms): string | undefined {
  return faultOfIssuer(socket, host) ?? (pins.length === 0 || pins.includes(pinOf(socket)) ? undefined : wrongKeyCode)
}

/** Only a socket that was told not to end by itself gets here unauthorised: then the name was not looked at. */
function faultOfIssuer(socket: TLSSocket, host: string): string | undefined {
  if (socket.authorized) return undefined
  const code = String(socket.authorizationError)
  if (!isSelfSignedFault(code)) return code
  const wrongName = checkServerIdentity(host, socket.getPeerCertificate())
  return wrongName && codeOf(wrongName)
}

/** SHA-256 of the key of the receiver's own certificate (RFC 7469 section 2.4): of the others nobody has proved to have the key. */
function pinOf(socket: TLSSocket): string {
  const key = socket.getPeerX509Certificate()?.publicKey.export({ type: 'spki', format: 'der' })
  return key ? hash('sha256', key, 'base64') : ''
}
