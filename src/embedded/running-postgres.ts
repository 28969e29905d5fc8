import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Where the embedded Postgres of a data directory listens, with its password; undefined when none runs. */
export async function findRunningPostgres(dataDir: string): Promise<string | undefined> {
  const pidFile = await readOrNothing(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'))
  const password = await readOrNothing(join(dataDir, 'postgres.password'))
  // the fourth line is the port (PostgreSQL: pidfile.h)
  const port = /^(?:[^\n]*\n){3}(\d+)\n/.exec(pidFile)?.[1]
  return port === undefined || password === '' ? undefined : `postgres://posthorn:${password.trim()}@127.0.0.1:${port}/posthorn`
}

const readOrNothing = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '')
