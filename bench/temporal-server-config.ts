import { randomInt } from 'node:crypto'
import { isFree } from '../src/embedded/ports.js'

/** Databases by the name of their schema. */
export const databases = { temporal: 'temporal', visibility: 'temporal_visibility' } as const

/** A Temporal server with all its services in one process. JSON is YAML, too. */
export async function serverConfig(postgresUrl: URL): Promise<{ address: string; text: string }> {
  const frontendPort = await lowFreePort()
  const address = `127.0.0.1:${frontendPort}`
  const config = {
    log: { stdout: true, level: 'error' },
    persistence: {
      numHistoryShards: 512,
      defaultStore: 'default',
      visibilityStore: 'visibility',
      datastores: {
        default: { sql: storeOn(postgresUrl, { databaseName: databases.temporal, maxConns: 12 }) },
        visibility: { sql: storeOn(postgresUrl, { databaseName: databases.visibility, maxConns: 4 }) },
      },
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
    services: {
      frontend: await service(frontendPort),
      history: await service(),
      matching: await service(),
      worker: await service(),
    },
    clusterMetadata: {
      enableGlobalNamespace: false,
      failoverVersionIncrement: 10,
      masterClusterName: 'active',
      currentClusterName: 'active',
      clusterInformation: { active: { enabled: true, initialFailoverVersion: 1, rpcName: 'frontend', rpcAddress: address } },
    },
    dcRedirectionPolicy: { policy: 'noop' },
  }
  return { address, text: JSON.stringify(config, null, 2) }
}

function storeOn({ host, username, password }: URL, store: { databaseName: string; maxConns: number }): object {
  return {
    pluginName: 'postgres12_pgx',
    connectAddr: host,
    connectProtocol: 'tcp',
    user: username,
    password,
    maxIdleConns: store.maxConns,
    maxConnLifetime: '1h',
    ...store,
  }
}

async function service(port?: number): Promise<object> {
  return { rpc: { grpcPort: port ?? (await lowFreePort()), membershipPort: await lowFreePort(), bindOnLocalHost: true } }
}

/** Temporal keeps its members' ports in Postgres as int2. */
async function lowFreePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_767)
    if (await isFree(port)) return port
  }
}
