import type { Command } from 'commander'
import type { Cli } from './cli.js'
import { withExamples } from './examples.js'
import { CliFailure } from './failure.js'

/** `posthorn migrate`: brings the schema of DATABASE_URL up to this version. */
export function addMigrate(program: Command, cli: Cli): void {
  const command = program
    .command('migrate')
    .description('Bring the database of DATABASE_URL up to this version (the embedded one is migrated by up)')
    .action(
      cli.task(async ({ desk }) => {
        const { migrate } = await import('../migrate.js')
        const result = await migrate(databaseUrl(desk.io.env))
        if (!result.ok) throw new CliFailure('not_migrated', result.reason)
        desk.show({ applied: result.applied }, ({ applied }) => (applied.length === 0 ? 'up to date' : `applied ${applied.join(', ')}`))
      }),
    )
  withExamples(command, 'migrate')
}

function databaseUrl(env: Readonly<Record<string, string | undefined>>): string {
  const url = env['DATABASE_URL']
  if (url !== undefined && url !== '') return url
  throw new CliFailure('no_database_url', 'DATABASE_URL is not set: nothing to migrate (the embedded database is migrated by posthorn up)')
}
