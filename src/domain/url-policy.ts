import type { EgressPolicy } from './egress.js'
import { parseAddress } from './ip-address.js'
import { isOpenedAddress, judgeAddress } from './ip-policy.js'
import { guessingBits } from './guessing-bits.js'

/** `host` carries the port when it is not the scheme's own. The path and query are secrets: no reason or warning repeats them. */
export type UrlJudgement =
  | { readonly ok: true; readonly url: string; readonly host: string; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly reason: string }

/** Whether an endpoint URL may be registered and dialled, with the reason for its owner to read. */
export function judgeUrl(url: string, policy: EgressPolicy): UrlJudgement {
  const parsed = parseUrl(url)
  if (typeof parsed === 'string') return { ok: false, reason: parsed }
  const trusted = isTrusted(parsed, policy)
  const reason = judgeAuthority(url, parsed) ?? (trusted ? undefined : (judgeScheme(parsed, policy) ?? judgeHost(parsed.hostname, policy)))
  return reason === undefined ? { ok: true, url, host: parsed.host, warnings: warningsFor(parsed) } : { ok: false, reason }
}

function parseUrl(url: string): URL | string {
  if (url.length > 2048) return 'the URL is longer than 2,048 characters'
  if (!/^[\x21-\x7e]+$/.test(url))
    return 'the URL holds characters other than printable ASCII: write international names in punycode, others percent-encoded'
  if (!/^https?:\/\//.test(url)) return 'the URL must begin with https://'
  if (url.includes('\\')) return 'the URL holds a backslash'
  if (url.includes('#')) return 'the URL holds a fragment (#)'
  return URL.canParse(url) ? new URL(url) : 'not a URL'
}

/** What was written must be what is dialled: no other spelling of a host, no user name, no trailing dot. */
function judgeAuthority(url: string, { hostname, port, protocol }: URL): string | undefined {
  const written = url.replace(/^https?:\/\/([^/?]*).*$/, '$1')
  if (written.includes('@')) return 'the URL holds a user name or password'
  const ports = port === '' ? ['', protocol === 'https:' ? ':443' : ':80'] : [`:${port}`]
  return ports.some((suffix) => written === hostname + suffix) ? undefined : `the host must be written in its canonical form, "${hostname}"`
}

const portOf = ({ port, protocol }: URL): number => (port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port))
const addressOf = (hostname: string): string => hostname.replace(/^\[|\]$/g, '')

/** Opened by the operator in so many words: any port, http as well. */
function isTrusted(url: URL, policy: EgressPolicy): boolean {
  if (policy.hostPorts.has(`${url.hostname}:${portOf(url)}`)) return true
  if (url.hostname === 'localhost') return policy.local !== 'deny'
  const address = parseAddress(addressOf(url.hostname))
  return address !== undefined && isOpenedAddress(address, policy)
}

const securePorts = [443, 8443, 8843]
const plainPorts = [80, 8080]

function judgeScheme(url: URL, policy: EgressPolicy): string | undefined {
  const isPlain = url.protocol === 'http:'
  if (isPlain && !policy.allowHttp) return 'the URL must begin with https://: http is not allowed here'
  const ports = isPlain ? plainPorts : securePorts
  return ports.includes(portOf(url)) ? undefined : `port ${portOf(url)} is not allowed: use ${ports.join(', ')}`
}

/** Names that never exist in the public DNS: IANA special-use domain names, ICANN's reserved ones and names of home networks. */
const specialTlds = new Set(
  'alt arpa corp example home internal intranet invalid lan local localdomain localhost mail onion private test'.split(' '),
)

function judgeHost(hostname: string, policy: EgressPolicy): string | undefined {
  if (parseAddress(addressOf(hostname)) !== undefined) return judgeLiteral(addressOf(hostname), policy)
  if (hostname.endsWith('.')) return 'the host ends with a dot'
  const labels = hostname.split('.')
  const tld = hostname.slice(hostname.lastIndexOf('.') + 1)
  if (labels.length < 2) return 'the host is a single label: a full public name is needed'
  if (!labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label)) || hostname.length > 253)
    return 'the host is not a valid DNS name'
  if (!/^(xn--[a-z0-9-]+|[a-z]{2,63})$/.test(tld)) return `".${tld}" is not a top-level domain`
  return specialTlds.has(tld) ? `".${tld}" names never resolve on the public internet` : undefined
}

/** Why a name may not be registered as a receiver's (S0-14); undefined when it may. */
export function refuseFqdn(fqdn: string, policy: EgressPolicy): string | undefined {
  if (parseAddress(fqdn) !== undefined) return 'an IP address, not a name: put it on the list of addresses'
  if (fqdn === 'localhost' && policy.local !== 'deny') return undefined
  return [...policy.hostPorts].some((entry) => entry.startsWith(`${fqdn}:`)) ? undefined : judgeHost(fqdn, policy)
}

function judgeLiteral(address: string, policy: EgressPolicy): string | undefined {
  const judgement = judgeAddress(address, policy)
  return judgement.allowed ? undefined : judgement.reason
}

function warningsFor(url: URL): string[] {
  const warnings: string[] = []
  if (url.protocol === 'http:') warnings.push('http: the events travel unencrypted')
  if (guessingBits(url.pathname + url.search) < 64) {
    warnings.push('the path is easy to guess: anybody can post to it, so verify the signature of every request')
  }
  return warnings
}
