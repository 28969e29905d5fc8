import { beforeAll } from '@jest/globals'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { type Client, createClient } from '../../src/client/client.js'
import { type Child, startNodeProgram } from './child.js'
import { freePort } from './free-port.js'
import { freshDatabase, type TestDatabase } from './database.js'
import { eventually } from './eventually.js'
import { atEndOfFile } from './leaks.js'
import { type Receiver, startReceiver } from './receiver.js'
import { claimNamespace, required, temporalAddress } from './run.js'

export interface PosthornOptions {
  /** Variables beside, or instead of, those that the harness sets. */
  readonly env?: Record<string, string>
  /** The node whose database and Temporal namespace this one shares. */
  readonly beside?: Posthorn
  /** host:port that leads to Postgres, instead of Postgres itself. */
  readonly databaseAt?: string
  /** Another build of the program than this one. */
  readonly program?: string
}

export interface Posthorn {
  readonly client: Client
  readonly baseUrl: string
  readonly apiKey: string
  readonly databaseUrl: string
  readonly namespace: string
  /** Looks into the database from outside. */
  readonly query: TestDatabase['query']
  /** Everything all runs of the node have printed. */
  log(): string
  /** Ends the node and leaves its data. */
  kill(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null>
  /** Starts the node again on the same data; ends it first (SIGTERM) if it is running. */
  restart(): Promise<void>
  /** Ends the node and drops its database. */
  stop(): Promise<void>
}

const apiKey = 'test-bootstrap-key-0123456789abcdef'

/** A node as an operator starts it, on a database and a Temporal namespace of its own; answers when it is ready. */
export async function startPosthorn({ env = {}, beside, databaseAt, program = '.' }: PosthornOptions = {}): Promise<Posthorn> {
  const { databaseUrl, namespace, query, drop } = beside ? { ...beside, drop: () => Promise.resolve() } : await freshStores(databaseAt)
  const baseUrl = `http://127.0.0.1:${await freePort()}`
  const settings = { ...environment({ databaseUrl, namespace, baseUrl }), ...env }
  const runs: Child[] = []
  const start = () => startNode(runs, settings, { baseUrl, program })
  const kill = async (signal: NodeJS.Signals) => (await runs.at(-1)?.end(signal)) ?? null
  const stop = async () => {
    await kill('SIGTERM')
    await drop()
  }
  const restart = async () => {
    await kill('SIGTERM')
    await start()
  }
  await start().catch(async (error: unknown) => {
    await stop()
    throw error
  })
  const client = createClient({ baseUrl, apiKey, reason: 'tested' })
  const log = () => runs.map((run) => run.log()).join('')
  return { client, baseUrl, apiKey, databaseUrl, namespace, query, log, kill, restart, stop }
}

/** One node for the tests of a file, started before them and stopped after. */
export function sharedPosthorn(options: PosthornOptions = {}): () => Posthorn {
  let running: Posthorn | undefined
  beforeAll(async () => {
    running = await startPosthorn(options)
  })
  atEndOfFile(async () => running?.stop())
  return () => {
    if (running === undefined) throw new Error('sharedPosthorn() is there from the first test on')
    return running
  }
}

/** A node and a receiver of its own for one test. */
export async function withPosthorn(
  use: (scene: Posthorn & { receiver: Receiver }) => Promise<void>,
  options: PosthornOptions = {},
): Promise<void> {
  const posthorn = await startPosthorn(options)
  const receiver = await startReceiver()
  try {
    await use({ ...posthorn, receiver })
  } finally {
    await receiver.stop()
    await posthorn.stop()
  }
}

async function freshStores(databaseAt: string | undefined) {
  const { url, query, drop } = await freshDatabase()
  return { databaseUrl: databaseAt === undefined ? url : leadingTo(databaseAt, url), namespace: claimNamespace(), query, drop }
}

function leadingTo(address: string, databaseUrl: string): string {
  const url = new URL(databaseUrl)
  url.host = address
  return url.href
}

interface Place {
  readonly databaseUrl: string
  readonly namespace: string
  readonly baseUrl: string
}

function environment({ databaseUrl, namespace, baseUrl }: Place): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporalAddress(),
    TEMPORAL_NAMESPACE: namespace,
    POSTHORN_HTTP_PORT: new URL(baseUrl).port,
    POSTHORN_BOOTSTRAP_API_KEY: apiKey,
    POSTHORN_DATA_DIR: mkdtempSync(join(required('POSTHORN_TEST_DIRECTORY'), 'data-')),
    // a test asks faster than anybody, with one key
    POSTHORN_REQUESTS_PER_SECOND: '0',
    POSTHORN_SIMULATIONS_PER_SECOND: '0',
    // receivers of tests count what they get, and names of tests do not resolve
    POSTHORN_ACTIVATION_CHECK: 'none',
    POSTHORN_EGRESS_ALLOW: '127.0.0.0/8',
    POSTHORN_EGRESS_ALLOW_LOCAL_AND_METADATA: 'loopback',
  }
}

async function startNode(
  runs: Child[],
  settings: Record<string, string>,
  { baseUrl, program }: { baseUrl: string; program: string },
): Promise<void> {
  const child = startNodeProgram([join(program, 'bin/posthorn.js'), 'up', '--no-demo'], settings)
  runs.push(child)
  await eventually(
    async () => {
      if (child.hasEnded()) return
      if ((await fetch(`${baseUrl}/readyz`)).status !== 200) throw new Error(`The node is not ready:\n${child.log()}`)
    },
    { withinMs: 30_000, everyMs: 50 },
  )
  if (child.hasEnded()) throw new Error(`The node ended at its start:\n${child.log()}`)
}
