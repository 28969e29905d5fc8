import type { Command } from 'commander'
import type { Cli } from './cli.js'
import { withExamples } from './examples.js'
import { accountOption, cursorOption, given, instant, limitOption } from './options.js'
import { toUndeliveredText } from './report-text.js'

interface UndeliveredOptions {
  readonly account?: string
  readonly from: string
  readonly to?: string
  readonly limit: number
  readonly cursor?: string
}

/** The answer was had, and it is no. */
const NOT_ALL = 3

/** `posthorn reports …` */
export function addReports(program: Command, cli: Cli): void {
  const reports = program.command('reports').description('Find out whether everybody got everything')
  const command = reports
    .command('undelivered')
    .description('Events that are not confirmed by all who are owed them, oldest first; exit code 0 when there are none, 3 otherwise')
    .requiredOption('--from <instant>', 'published since: an instant, or 15m, 2h, 7d ago', instant)
    .option('--to <instant>', 'published before; default: all that can be checked', instant)
    .addOption(accountOption("another account than the key's; those below it are covered, too"))
    .addOption(limitOption())
    .addOption(cursorOption())
    .action(
      cli.apiTask<UndeliveredOptions>(async (client, { desk, options: { account, from, to, limit, cursor } }) => {
        const report = await client.reportUndelivered({ from, ...given({ account, to, limit, cursor }) })
        desk.show(report, toUndeliveredText(desk))
        return report.allDelivered ? 0 : NOT_ALL
      }),
    )
  withExamples(
    command,
    'reports undelivered --from 1d',
    'reports undelivered --account acc_06f1zk3v8wq2m4x7c9d0r5t6ya --from 2026-01-30T00:00:00Z --to 2026-01-31T00:00:00Z',
  )
  withExamples(reports, 'reports undelivered --from 1d')
}
