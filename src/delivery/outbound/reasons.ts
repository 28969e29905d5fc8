/** What to tell an integrator for an error code of DNS, sockets, TLS or the HTTP parser. Error messages are never passed on: they may hold URLs. */

const dnsReasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'host not found',
  ENODATA: 'host has no address',
  ESERVFAIL: 'name server failure',
  EREFUSED: 'name server refused the question',
  ETIMEOUT: 'name server did not answer',
  ECONNREFUSED: 'name server did not answer',
  EBADRESP: 'name server sent a malformed answer',
  EBADNAME: 'not a valid host name',
}

const connectReasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
  ETIMEDOUT: 'connecting timed out',
  EPIPE: 'connection closed',
}

/** Our own: the receiver's key is none of those that it was to have. */
export const wrongKeyCode = 'POSTHORN_WRONG_KEY'

/** What a receiver says of the certificate that it asked us for. With TLS 1.3 it says so when the handshake is over for us. */
const refusedCertificates: Readonly<Record<string, string>> = {
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'the receiver asks for a client certificate',
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: 'the receiver refuses the client certificate',
  ERR_SSL_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE: 'the receiver refuses the client certificate (unsupported)',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED: 'the receiver refuses the client certificate (revoked)',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: 'the receiver refuses the client certificate (expired)',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN: 'the receiver refuses the client certificate',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: 'the receiver refuses the client certificate (unknown authority)',
  ERR_SSL_TLSV1_ALERT_ACCESS_DENIED: 'the receiver refuses the client certificate (access denied)',
  ERR_SSL_TLSV1_ALERT_DECRYPT_ERROR: 'the receiver refuses the client certificate',
}

const tlsReasons: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'certificate has expired',
  CERT_NOT_YET_VALID: 'certificate is not valid yet',
  CERT_REVOKED: 'certificate is revoked',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate chain ends in an unknown root',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate chain is incomplete',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate is signed by an unknown authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate chain is incomplete or its authority unknown',
  CERT_CHAIN_TOO_LONG: 'certificate chain is too long',
  ERR_SSL_EXCESSIVE_MESSAGE_SIZE: 'certificate chain is too long',
  CERT_SIGNATURE_FAILURE: 'certificate signature is wrong',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate is for another host name',
  ERR_SSL_WRONG_VERSION_NUMBER: 'the port does not speak TLS',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'the port does not speak TLS',
  ERR_SSL_HTTP_REQUEST: 'the port does not speak TLS',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'TLS 1.2 or newer is not supported',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'TLS 1.2 or newer is not supported',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: 'handshake refused',
  [wrongKeyCode]: 'the key of the certificate is not pinned',
  ...refusedCertificates,
  ECONNRESET: 'connection closed during the handshake',
  EPIPE: 'connection closed during the handshake',
}

/** Our own: the receiver sent more than `maxWireBytes` without coming to an end. */
export const floodCode = 'POSTHORN_FLOOD'
/** Our own: the head of the answer is longer than `maxResponseHeaderBytes`. */
export const headCode = 'POSTHORN_HEAD'

const exchangeReasons: Readonly<Record<string, string>> = {
  [floodCode]: 'the receiver sent more than 512 KiB without ending its answer',
  [headCode]: 'the headers of the answer exceed 16 KiB',
  UND_ERR_HEADERS_OVERFLOW: 'the headers of the answer exceed 16 KiB',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'the answer does not match its Content-Length',
  ECONNRESET: 'connection reset',
  EPIPE: 'connection closed',
  ETIMEDOUT: 'connection lost',
}

/** What system, TLS, c-ares and undici errors have in common; no `instanceof`, they come from several realms. */
interface Coded {
  readonly name?: unknown
  readonly code?: unknown
  readonly message?: unknown
}
const toCoded = (error: unknown): Coded => (typeof error === 'object' && error !== null ? error : {})

/** The code of an error; "unknown" when it has none. */
export function codeOf(error: unknown): string {
  const { code } = toCoded(error)
  return typeof code === 'string' && /^[A-Z0-9_]{1,64}$/.test(code) ? code : 'unknown'
}

export const dnsReason = (error: unknown): string => `DNS: ${dnsReasons[codeOf(error)] ?? `lookup failed (${codeOf(error)})`}`
export const connectReason = (error: unknown): string => connectReasons[codeOf(error)] ?? `connecting failed (${codeOf(error)})`
export const tlsReason = (error: unknown): string => `TLS: ${tlsReasons[codeOf(error)] ?? `handshake failed (${codeOf(error)})`}`

/** What we were to show a receiver cannot be loaded. */
export const ownCertificateReason = (error: unknown): string => `TLS: our certificate cannot be used (${codeOf(error)})`

/** What a receiver says of our certificate after the handshake, if that is what it is. */
export function alertReason(error: unknown): string | undefined {
  const reason = refusedCertificates[codeOf(error)]
  return reason && `TLS: ${reason}`
}

/** `status` is 0 while there is no status line yet. */
export function exchangeReason(error: unknown, status: number): string {
  const code = codeOf(error)
  const known = exchangeReasons[code] ?? alertReason(error)
  if (known !== undefined) return known
  const { name, message } = toCoded(error)
  if (name === 'HTTPParserError') return `not a valid HTTP/1.1 answer${parserReason(message)}`
  if (message === 'bad upgrade') return 'the receiver tried to switch protocols'
  if (message === 'bad response') return 'the receiver sent an answer nobody asked for'
  return status === 0 ? 'connection closed without an answer' : `connection closed in the middle of the answer (HTTP ${status})`
}

/** The parser's own words in brackets at the end: one of its fixed texts, never bytes of the answer. */
const parserReason = (message: unknown): string =>
  typeof message === 'string' ? (/ \([\w /,'-]+\)$/.exec(message)?.[0].replace(', RTSP/ or ICE/', '') ?? '') : ''

/** Faults of this machine, not of the receiver: they are thrown, so that the attempt is repeated and not charged. */
export const isOwnFault = (error: unknown): boolean => ['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM'].includes(codeOf(error))
