import { execFileSync } from 'node:child_process'
import { chownSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { findPostgres } from '../../../src/embedded/postgres-binaries.js'
import { choosePostgresUser, withAccess } from '../../../src/embedded/postgres-user.js'
import { freePort } from '../../helpers/free-port.js'
import { createPart, type Part } from './part.js'

/** What a durable server needs and nothing that would hide a loss: fsync and synchronous_commit stay on. */
const settings = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=60',
  'shared_buffers=64MB',
  'fsync=on',
  'synchronous_commit=on',
]

/** A Postgres of its own in `directory`, with an empty cluster; not started yet. */
export async function createPostgres(directory: string): Promise<{ part: Part; url: string }> {
  const { initdb, postgres } = findPostgres()
  const data = join(directory, 'postgres')
  mkdirSync(data, { mode: 0o700 })
  const chosen = choosePostgresUser()
  if (chosen.ids !== undefined) chownSync(data, chosen.ids.uid, chosen.ids.gid)
  const { ids, prefix } = withAccess(chosen, [postgres, data])
  const as = (program: string, args: readonly string[]) => ({
    command: prefix[0] ?? program,
    args: prefix.length === 0 ? args : [...prefix.slice(1), program, ...args],
  })
  const setUp = as(initdb, ['-D', data, '-U', 'posthorn', '-A', 'trust', '-E', 'UTF8', '--locale=C'])
  execFileSync(setUp.command, setUp.args, { ...ids, stdio: 'ignore' })
  const port = await freePort()
  const url = `postgres://posthorn@127.0.0.1:${port}/postgres`
  const { command, args } = as(postgres, ['-D', data, '-p', String(port), ...settings.flatMap((one) => ['-c', one])])
  const part = createPart({
    name: 'postgres',
    command,
    args,
    env: {},
    ids,
    logFile: join(directory, 'postgres.log'),
    isReady: () => answers(url),
  })
  return { part, url }
}

async function answers(url: string): Promise<boolean> {
  await query(url, 'select 1')
  return true
}

/** One statement on a connection of its own. */
export async function query<Row extends pg.QueryResultRow>(url: string, text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => undefined) // the statement that meets it reports it
  try {
    await client.connect()
    return (await client.query<Row>(text, values)).rows
  } finally {
    await client.end().catch(() => undefined)
  }
}
