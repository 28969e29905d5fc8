import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { searchAttributeNames } from '../../src/domain/labels.js'
import { eventually } from './eventually.js'
import { freePort } from './free-port.js'
import { track } from './leaks.js'
import { required, temporalBin } from './run.js'

export interface OwnTemporal {
  readonly address: string
  /** Everything that is in its database, byte for byte as Latin-1. */
  text(): string
  stop(): Promise<void>
}

/** A Temporal dev server with the namespace `default` and a database file that can be looked into. */
export async function startOwnTemporal(): Promise<OwnTemporal> {
  const dir = mkdtempSync(join(required('POSTHORN_TEST_DIRECTORY'), 'temporal-'))
  const port = String(await freePort())
  const address = `127.0.0.1:${port}`
  const env = { PATH: process.env['PATH'], HOME: dir }
  const attributes = searchAttributeNames.flatMap((name) => ['--search-attribute', `${name}=Keyword`])
  const places = ['--ip', '127.0.0.1', '--port', port, '--db-filename', join(dir, 'temporal.db')]
  const server = spawn(temporalBin(), ['server', 'start-dev', '--headless', ...places, '--log-level', 'error', ...attributes], {
    stdio: 'ignore',
    env,
  })
  const exited = once(server, 'exit')
  const end = async () => {
    server.kill('SIGTERM')
    await exited
  }
  const untrack = track({ name: `Temporal server ${address}`, end })
  await eventually(() => hasSearchAttributes(address), { withinMs: 30_000 })
  return {
    address,
    text: () =>
      readdirSync(dir)
        .filter((name) => name.startsWith('temporal.db'))
        .map((name) => readFileSync(join(dir, name), 'latin1'))
        .join('\n'),
    async stop() {
      await end()
      untrack()
    },
  }
}

async function hasSearchAttributes(address: string): Promise<void> {
  const child = spawn(temporalBin(), ['operator', 'search-attribute', 'list', '--address', address], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const out: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  await once(child, 'close')
  const listed = Buffer.concat(out).toString()
  if (!searchAttributeNames.every((name) => listed.includes(name))) throw new Error('Temporal is not ready')
}
