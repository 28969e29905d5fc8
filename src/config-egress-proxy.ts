import { createSecureContext } from 'node:tls'
import type { PemTexts } from './config-files.js'
import type { Environment } from './config-variables.js'
import type { EgressProxy } from './delivery/outbound/proxy.js'

const onlyWithTls = [
  'POSTHORN_EGRESS_PROXY_CA_PATH',
  'POSTHORN_EGRESS_PROXY_CLIENT_CERT_PATH',
  'POSTHORN_EGRESS_PROXY_CLIENT_KEY_PATH',
] as const

/** What of the variables cannot be meant; no value of the URL is in the words, it may hold a password. */
export function egressProxyProblems(env: Environment, texts: PemTexts): string[] {
  const problems: string[] = []
  const secured = onlyWithTls.filter((name) => env[name] !== undefined)
  if (!env.POSTHORN_EGRESS_PROXY_URL?.startsWith('https:'))
    problems.push(...secured.map((name) => `${name} needs a POSTHORN_EGRESS_PROXY_URL with https`))
  if ((env.POSTHORN_EGRESS_PROXY_CLIENT_CERT_PATH === undefined) !== (env.POSTHORN_EGRESS_PROXY_CLIENT_KEY_PATH === undefined))
    problems.push('POSTHORN_EGRESS_PROXY_CLIENT_CERT_PATH and POSTHORN_EGRESS_PROXY_CLIENT_KEY_PATH must be set together')
  return problems.length > 0 ? problems : pemProblems(texts)
}

/** The proxy that connections to receivers go through; undefined when they go directly. */
export function toEgressProxy({ POSTHORN_EGRESS_PROXY_URL: text }: Environment, texts: PemTexts): EgressProxy | undefined {
  if (text === undefined) return undefined
  const { protocol, hostname, port, username, password } = new URL(text)
  const secure = protocol === 'https:'
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (secure ? 443 : 80)),
    authorization: credentials === ':' ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`,
    secureContext: secure ? toSecureContext(texts) : undefined,
  }
}

const toSecureContext = ({ egressProxyCa: ca, egressProxyCert: cert, egressProxyKey: key }: PemTexts) =>
  createSecureContext({
    minVersion: 'TLSv1.2',
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  })

function pemProblems(texts: PemTexts): string[] {
  try {
    toSecureContext(texts)
    return []
  } catch {
    return [
      'POSTHORN_EGRESS_PROXY_CA_PATH, _CLIENT_CERT_PATH and _CLIENT_KEY_PATH must name PEM files, and the key must fit the certificate',
    ]
  }
}
