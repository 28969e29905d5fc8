import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../helpers/free-port.js'
import { createPart, type Part } from './part.js'

export interface NodeOptions {
  readonly directory: string
  /** The folder with bin/ and dist/: this repository, or a copy with a planted fault. */
  readonly program: string
  readonly databaseUrl: string
  readonly temporalAddress: string
}

export interface NodePart {
  readonly part: Part
  readonly baseUrl: string
  readonly apiKey: string
}

const apiKey = 'chaos-bootstrap-key-0123456789abcdef'

/** A node as an operator runs it, with a Postgres and a Temporal server that are not its children; not started yet. */
export async function createNode({ directory, program, databaseUrl, temporalAddress }: NodeOptions): Promise<NodePart> {
  const port = await freePort()
  const baseUrl = `http://127.0.0.1:${port}`
  const data = join(directory, 'node')
  mkdirSync(data)
  const part = createPart({
    name: 'node',
    command: process.execPath,
    args: [join(program, 'bin', 'posthorn.js'), 'up', '--no-demo'],
    env: {
      HOME: directory,
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: temporalAddress,
      POSTHORN_HTTP_PORT: String(port),
      POSTHORN_BOOTSTRAP_API_KEY: apiKey,
      POSTHORN_DATA_DIR: data,
      POSTHORN_EGRESS_ALLOW: '127.0.0.0/8',
      POSTHORN_EGRESS_ALLOW_LOCAL_AND_METADATA: 'loopback',
      POSTHORN_LOG_LEVEL: 'warn',
      POSTHORN_FAILING_AFTER_FAILURES: '0', // each notification goes its own way: a recovery of the endpoint waits longer than a run does
    },
    logFile: join(directory, 'node.log'),
    isReady: async () => (await fetch(`${baseUrl}/readyz`, { signal: AbortSignal.timeout(1_000) })).ok,
  })
  return { part, baseUrl, apiKey }
}
