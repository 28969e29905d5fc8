import type { Command } from 'commander'
import { type ReadConfig, readConfig } from '../config.js'
import type { Cli, Desk } from './cli.js'
import { withExamples } from './examples.js'
import { CliFailure } from './failure.js'
import { toRewrappedText, toUsesText } from './keys-text.js'

/** `posthorn keys`: the keys that secrets in the database are sealed with. */
export function addKeys(program: Command, cli: Cli): void {
  const keys = program.command('keys').description('Sealing keys: those that secrets in the database are encrypted with')
  const add = keys
    .command('add')
    .description('Add a key to the key file of the data directory: it seals from now on, and those before still open')
    .action(
      cli.task(async ({ desk }) => {
        const { addSealingKey } = await import('../sealing-keys.js')
        const ids = await addSealingKey(configured(desk)).catch(toFailure)
        desk.show({ keys: ids }, () => `${ids.at(-1) ?? ''} seals from now on. Next: posthorn keys rewrap`)
      }),
    )
  const rewrap = keys
    .command('rewrap')
    .description('Put everything that is sealed under the newest key; nodes go on working, and it can be interrupted anywhere')
    .option('--check', 'change nothing and say which keys are needed; exit code 1 while it is not the newest alone')
    .action(cli.task<{ check?: boolean }>(({ desk, options }) => (options.check === true ? check(desk) : rewrapAll(desk)).catch(toFailure)))
  withExamples(add, 'keys add')
  withExamples(rewrap, 'keys rewrap', 'keys rewrap --check')
  withExamples(keys, 'keys rewrap --check')
}

async function rewrapAll(desk: Desk): Promise<number> {
  const { rewrapSealed } = await import('../sealing-keys.js')
  const done = await rewrapSealed(configured(desk))
  desk.show(done, toRewrappedText(desk))
  return done.columns.some(({ unreadable }) => unreadable > 0) ? 1 : 0
}

async function check(desk: Desk): Promise<number> {
  const { findKeyUses } = await import('../sealing-keys.js')
  const keys = await findKeyUses(configured(desk))
  desk.show({ keys }, toUsesText(desk))
  return keys.some(({ state, toRewrap }) => state === 'missing' || toRewrap > 0) ? 1 : 0
}

function configured({ io }: Desk): ReadConfig {
  const { POSTHORN_URL: _url, POSTHORN_API_KEY: _apiKey, ...ofNode } = io.env // ours: a node does not know them
  const read = readConfig(ofNode)
  if (!read.ok) throw new CliFailure('not_configured', read.problems.join('; '))
  return read
}

/** Without the trace, and never with the address of the database: it has a password. */
function toFailure(error: unknown): never {
  throw error instanceof Error ? new CliFailure('keys_failed', error.message) : error
}
