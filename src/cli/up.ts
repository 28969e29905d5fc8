import type { Command } from 'commander'
import type { Cli } from './cli.js'
import { withExamples } from './examples.js'

/** `posthorn up`: a node, with Postgres and Temporal embedded unless they are configured. Loaded only when asked for. */
export function addUp(program: Command, cli: Cli): void {
  const command = program
    .command('up')
    .description('Start a node, with an embedded Postgres and Temporal unless DATABASE_URL and TEMPORAL_ADDRESS are set')
    .option('--no-demo', 'do not show the demonstration on the first start')
    .action(
      cli.task<{ demo: boolean }>(async ({ options: { demo } }) => {
        const { up } = await import('../up.js')
        return await up({ demo })
      }),
    )
  withExamples(command, 'up', 'up --no-demo')
}
