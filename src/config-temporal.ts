import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Environment } from './config-variables.js'

export interface TemporalConfig {
  readonly embedded: boolean
  /** host:port */
  readonly address: string
  readonly namespace: string
  readonly uiUrl: string | null
  readonly tls: boolean
  readonly serverName: string | null
  /** Preferred ports and executable of the embedded server. */
  readonly port: number
  readonly uiPort: number
  readonly bin: string | null
  /** Directory that keeps a fetched executable for all clones of this user. */
  readonly cacheDir: string
}

/** Where Temporal is, and how it is spoken to. */
export function toTemporalConfig(env: Environment): TemporalConfig {
  return {
    embedded: env.TEMPORAL_ADDRESS === undefined,
    address: env.TEMPORAL_ADDRESS ?? `127.0.0.1:${env.POSTHORN_EMBEDDED_TEMPORAL_PORT}`,
    namespace: env.TEMPORAL_NAMESPACE,
    uiUrl: env.POSTHORN_TEMPORAL_UI_URL?.replace(/\/$/, '') ?? null,
    tls:
      env.TEMPORAL_TLS ?? (env.TEMPORAL_API_KEY ?? env.TEMPORAL_TLS_CLIENT_CERT_PATH ?? env.TEMPORAL_TLS_SERVER_CA_CERT_PATH) !== undefined,
    serverName: env.TEMPORAL_TLS_SERVER_NAME ?? null,
    port: env.POSTHORN_EMBEDDED_TEMPORAL_PORT,
    uiPort: env.POSTHORN_EMBEDDED_TEMPORAL_UI_PORT,
    bin: env.POSTHORN_TEMPORAL_BIN ?? null,
    cacheDir: join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'posthorn'),
  }
}
