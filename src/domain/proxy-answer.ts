/**
 * What an HTTP proxy's answer to CONNECT says: the way is open, the destination cannot be reached (`code`, as the system
 * would have it), or the proxy itself is at fault, which is not the receiver's.
 */
export type ProxyAnswer =
  { readonly kind: 'open' } | { readonly kind: 'unreachable'; readonly code: string } | { readonly kind: 'fault'; readonly reason: string }

/** The errors of RFC 9209 section 2.3 that are about the destination and not about the proxy or its rules. */
const destinationErrors: Readonly<Record<string, string>> = {
  connection_refused: 'ECONNREFUSED',
  connection_terminated: 'ECONNRESET',
  connection_timeout: 'ETIMEDOUT',
  destination_unavailable: 'EHOSTUNREACH',
  destination_ip_unroutable: 'ENETUNREACH',
}

/** What Squid says of a connection that it could not make: the error number of its system. */
const squidErrors: Readonly<Record<string, string>> = { 110: 'ETIMEDOUT', 111: 'ECONNREFUSED' }

/** Without another word, what a gateway says when the other side is not there (RFC 9110 sections 15.6.3 and 15.6.5). */
const gatewayErrors: Readonly<Record<number, string>> = { 502: 'EHOSTUNREACH', 504: 'ETIMEDOUT' }

/** Reads the head of the answer, its status line and headers. Only what is known to be the destination's is not a fault of the proxy. */
export function readProxyAnswer(head: string): ProxyAnswer {
  const status = Number(/^HTTP\/1\.[01] (\d{3})(?=[ \r\n])/.exec(head)?.[1] ?? 0)
  if (status >= 200 && status < 300) return { kind: 'open' }
  const named = headerOf(head, 'proxy-status')
  const code = named === undefined ? (squidCode(headerOf(head, 'x-squid-error')) ?? gatewayErrors[status]) : namedCode(named)
  return code === undefined ? { kind: 'fault', reason: toReason(status) } : { kind: 'unreachable', code }
}

function toReason(status: number): string {
  if (status === 0) return 'its answer is not HTTP/1.1'
  return `HTTP ${String(status)}${status === 407 ? ': it wants other credentials' : ''}`
}

const namedCode = (value: string): string | undefined => destinationErrors[/;\s*error="?(\w+)/.exec(value)?.[1] ?? '']

function squidCode(value = ''): string | undefined {
  const number = /^ERR_CONNECT_FAIL (\d+)/.exec(value)?.[1]
  return number && (squidErrors[number] ?? 'EHOSTUNREACH')
}

/** The value of the first header of this name. */
const headerOf = (head: string, name: string): string | undefined => new RegExp(`^${name}:[ \\t]*([^\\r\\n]*)`, 'im').exec(head)?.[1]
