import { readFileSync } from 'node:fs'
import type { Environment } from './config-variables.js'

/** The variables that name PEM files, by what their text is kept as. */
const files = {
  temporalTlsCa: 'TEMPORAL_TLS_SERVER_CA_CERT_PATH',
  temporalTlsCert: 'TEMPORAL_TLS_CLIENT_CERT_PATH',
  temporalTlsKey: 'TEMPORAL_TLS_CLIENT_KEY_PATH',
  egressProxyCa: 'POSTHORN_EGRESS_PROXY_CA_PATH',
  egressProxyCert: 'POSTHORN_EGRESS_PROXY_CLIENT_CERT_PATH',
  egressProxyKey: 'POSTHORN_EGRESS_PROXY_CLIENT_KEY_PATH',
} as const

export type PemTexts = Partial<Record<keyof typeof files, string>>

export function readPemFiles(env: Environment): { readonly texts: PemTexts; readonly problems: string[] } {
  const texts: PemTexts = {}
  const problems: string[] = []
  for (const [member, name] of Object.entries(files) as [keyof typeof files, (typeof files)[keyof typeof files]][]) {
    const path = env[name]
    if (path === undefined) continue
    try {
      texts[member] = readFileSync(path, 'utf8')
    } catch {
      problems.push(`${name} names a file that cannot be read: ${path}`)
    }
  }
  return { texts, problems }
}
