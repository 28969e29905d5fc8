import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker'
import { searchAttributeNames } from '../domain/labels.js'

export interface TemporalAccess {
  readonly address: string
  readonly namespace: string
  readonly tls: boolean
  readonly serverName: string | null
  readonly apiKey?: string | undefined
  readonly clientCert?: string | undefined
  readonly clientKey?: string | undefined
  readonly serverCa?: string | undefined
}

/** One connection for client and worker: that is what makes eager start possible. Throws when the server cannot be reached. */
export function connectTemporal(access: TemporalAccess): Promise<NativeConnection> {
  const local = /^(127\.|localhost|\[::1\])/.test(access.address)
  return NativeConnection.connect({
    address: access.address,
    ...(access.tls && { tls: tlsOf(access) }),
    ...(access.apiKey !== undefined && { apiKey: access.apiKey }),
    ...(local && { grpcCompression: { codec: 'none' as const } }),
  })
}

function tlsOf(access: TemporalAccess): NonNullable<NativeConnectionOptions['tls']> {
  return {
    ...(access.serverName !== null && { serverNameOverride: access.serverName }),
    ...(access.serverCa !== undefined && { serverRootCACertificate: Buffer.from(access.serverCa) }),
    ...(access.clientCert !== undefined &&
      access.clientKey !== undefined && { clientCertPair: { crt: Buffer.from(access.clientCert), key: Buffer.from(access.clientKey) } }),
  }
}

const KEYWORD = 2

/** Creates the search attributes the namespace lacks. Throws when it has one of another type, or may not be changed. */
export async function ensureSearchAttributes(connection: NativeConnection, namespace: string): Promise<void> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace })
  const missing = searchAttributeNames.filter((name) => !(name in customAttributes))
  if (missing.length === 0) return
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: Object.fromEntries(missing.map((name) => [name, KEYWORD])),
  })
}
