import { join } from 'node:path'
import { Connection } from '@temporalio/client'
import { searchAttributeNames } from '../../../src/domain/labels.js'
import { readConfig } from '../../../src/config.js'
import { findTemporal } from '../../../src/embedded/temporal-binary.js'
import { freePort } from '../../helpers/free-port.js'
import { createPart, type Part } from './part.js'

const namespace = 'default'

/** A Temporal dev server of its own with a database file in `directory`, set up as the embedded one; not started yet. */
export async function createTemporal(directory: string): Promise<{ part: Part; address: string }> {
  const port = await freePort()
  const address = `127.0.0.1:${port}`
  const args = [
    ...['server', 'start-dev', '--headless', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'error', '--namespace', namespace],
    ...['--db-filename', join(directory, 'temporal.db'), '--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=normal'],
    ...searchAttributeNames.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
  ]
  const part = createPart({
    name: 'temporal',
    command: executable(),
    args,
    env: { HOME: directory },
    logFile: join(directory, 'temporal.log'),
    isReady: () => serves(address),
  })
  return { part, address }
}

function executable(): string {
  const read = readConfig()
  const found = read.ok ? findTemporal(read.config.temporal) : undefined
  if (found === undefined) throw new Error('No temporal executable: run node scripts/setup.mjs, or set POSTHORN_TEMPORAL_BIN')
  return found
}

async function serves(address: string): Promise<boolean> {
  const connection = await Connection.connect({ address, connectTimeout: 500 })
  try {
    const { customAttributes } = await connection.withDeadline(Date.now() + 1_000, () =>
      connection.operatorService.listSearchAttributes({ namespace }),
    )
    return searchAttributeNames.every((name) => name in customAttributes)
  } finally {
    await connection.close()
  }
}
