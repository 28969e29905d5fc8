import { type Command, InvalidArgumentError } from 'commander'
import type { Cli } from './cli.js'
import { withExamples } from './examples.js'
import { ifVersionOption, wholeNumber } from './options.js'
import { toRetentionText } from './retention-text.js'

const accountId = 'acc_06f1zk3v8wq2m4x7c9d0r5t6ya'

type Days = number | 'inherit'

interface SetOptions {
  readonly payload?: Days
  readonly attemptBodies?: Days
  readonly metadata?: Days
  readonly dryRun?: true
  readonly ifVersion?: number
}

/** `30`, `forever`, or `inherit`. */
function days(text: string): Days {
  if (text === 'inherit') return text
  if (text === 'forever') return 0
  try {
    return wholeNumber(1, 36_500)(text)
  } catch {
    throw new InvalidArgumentError('Expected a number of days from 1 to 36500, forever, or inherit.')
  }
}

/** `posthorn retention …` */
export function addRetention(program: Command, cli: Cli): void {
  const retention = program.command('retention').description('What an account keeps, and how long')
  const show = retention
    .command('show <account>')
    .description('What holds for an account, and how far it has been applied')
    .action(
      cli.apiTask(async (client, { desk, args: [id = ''] }) => {
        desk.show(await client.getRetention({ id }), toRetentionText(desk))
      }),
    )
  withExamples(show, `retention show ${accountId}`)
  addSet(retention, cli)
  withExamples(retention, `retention show ${accountId}`, `retention set ${accountId} --payload 90 --metadata 400 --dry-run`)
}

function addSet(retention: Command, cli: Cli): void {
  const command = retention
    .command('set <account>')
    .description('Say how long to keep what: a number of days, forever, or inherit; what is not named stays as it is')
    .option('--payload <days>', 'the payloads of events', days)
    .option('--attempt-bodies <days>', 'what receivers have answered', days)
    .option('--metadata <days>', 'everything about events', days)
    .option('--dry-run', 'only count what would be removed')
    .addOption(ifVersionOption())
    .action(
      cli.apiTask<SetOptions>(async (client, { desk, args: [id = ''], options }) => {
        const { payloadDays, attemptBodiesDays, metadataDays, version } = await client.getRetention({ id })
        const ifMatch = options.ifVersion ?? version
        const dryRun = options.dryRun && { dryRun: 'true' as const }
        const changed = {
          payloadDays: orBefore(options.payload, payloadDays),
          attemptBodiesDays: orBefore(options.attemptBodies, attemptBodiesDays),
          metadataDays: orBefore(options.metadata, metadataDays),
        }
        desk.show(await client.setRetention({ id, ifMatch, ...changed, ...dryRun }), toRetentionText(desk))
      }),
    )
  withExamples(
    command,
    `retention set ${accountId} --payload 90 --attempt-bodies 30 --metadata 400`,
    `retention set ${accountId} --payload inherit`,
  )
}

const orBefore = (asked: Days | undefined, before: number | null): number | null => (asked === 'inherit' ? null : (asked ?? before))
