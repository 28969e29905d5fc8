import { type Command, Option } from 'commander'
import type { InputOf } from '../contract/operation-types.js'
import { type Replay, ReplayInclude, ReplayState } from '../contract/replays.js'
import type { ApiTask, Cli } from './cli.js'
import { withExamples } from './examples.js'
import { addIdCommand, type IdCommand } from './id-command.js'
import { usageFailure } from './failure.js'
import { accountOption, cursorOption, given, instant, limitOption, list, wholeNumber } from './options.js'
import { toReplaysText, toReplayText } from './replay-text.js'
import { followReplay } from './watch-replay.js'

const exampleId = 'rpl_06f1zk3v8wq2m4x7c9d0r5t6ya'

type Asked = InputOf<'createReplay', 'body', unknown>

interface CreateOptions {
  readonly include: Asked['include']
  readonly from: string
  readonly to: string
  readonly account?: string
  readonly subscription?: string
  readonly events?: string[]
  readonly states?: string[]
  readonly rate?: number
  readonly dryRun?: true
}
interface ListOptions {
  readonly limit: number
  readonly cursor?: string
  readonly account?: string
  readonly state?: Replay['state']
}

/** `posthorn replays …` */
export function addReplays(program: Command, cli: Cli): void {
  const replays = program.command('replays').description('Deliver many notifications again, or for the first time')
  addCreate(replays, cli)
  addList(replays, cli)
  addIdCommand(replays, cli, {
    name: 'show',
    description: 'One replay with its progress',
    ask: (client, id) => client.getReplay({ id }),
    toText: toReplayText,
    example: exampleId,
  })
  addWatch(replays, cli)
  for (const steering of steerings) addIdCommand(replays, cli, { ...steering, toText: toReplayText, example: exampleId })
  withExamples(
    replays,
    "replays create --include failed --from 1d --dry-run --reason 'outage at the shop'",
    `replays watch ${exampleId}`,
    `replays pause ${exampleId}`,
  )
}

function addCreate(replays: Command, cli: Cli): void {
  const command = replays
    .command('create')
    .description('Begin a replay; --reason is needed')
    .addOption(
      new Option('--include <what>', 'failed: ended otherwise than delivered; missing: never made; all: delivered ones, too')
        .choices(ReplayInclude.options)
        .makeOptionMandatory(),
    )
    .requiredOption('--from <instant>', 'published since: an instant, or 15m, 2h, 7d ago', instant)
    .option('--to <instant>', 'published before; default: now', instant, new Date().toISOString())
    .addOption(accountOption('only events of this account and those below it'))
    .option('--subscription <id>', 'only this subscription')
    .option('--events <types>', 'only these: types, prefixes such as payment.*', list)
    .option('--states <states>', 'only notifications in these states: delivered, exhausted, cancelled, gone', list)
    .option('--rate <n>', 'how many a second, at most; default: 50', wholeNumber(1, 10_000))
    .option('--dry-run', 'count what would be replayed, wait for it, and replay nothing')
    .action(cli.apiTask<CreateOptions>(create))
  withExamples(
    command,
    "replays create --include failed --from 1d --dry-run --reason 'outage at the shop'",
    "replays create --include failed --from 2026-01-30T08:00:00Z --to 2026-01-30T11:00:00Z --rate 20 --reason 'outage at the shop'",
    "replays create --include missing --subscription sub_06f1zk3v8wq2m4x7c9d0r5t6ya --from 7d --reason 'registered too late'",
  )
}

const create: ApiTask<CreateOptions> = async (client, { desk, options }) => {
  const { include, from, to, account, subscription, events: eventTypes, states, rate: ratePerSecond, dryRun, reason } = options
  if (reason === undefined) throw usageFailure('Say why with --reason: it is kept with the replay and in the audit')
  const filter = { from, to, ...given({ account, subscription, eventTypes, states }) } as Asked['filter']
  const begun = await client.createReplay({ include, filter, reason, ...given({ ratePerSecond, dryRun }) })
  desk.show(begun.dryRun ? await followReplay(client, begun.id, desk) : begun, toReplayText(desk))
}

function addList(replays: Command, cli: Cli): void {
  const command = replays
    .command('list')
    .description('Replays, newest first')
    .addOption(accountOption('only those of this account and those below it'))
    .addOption(new Option('--state <state>', 'only those in this state').choices(ReplayState.options))
    .addOption(limitOption())
    .addOption(cursorOption())
    .action(
      cli.apiTask<ListOptions>(async (client, { desk, options: { account, state, limit, cursor } }) => {
        desk.show(await client.listReplays(given({ account, state, limit, cursor })), toReplaysText(desk))
      }),
    )
  withExamples(command, 'replays list', 'replays list --state running')
}

function addWatch(replays: Command, cli: Cli): void {
  const command = replays
    .command('watch <id>')
    .description('Follow one until it has ended; exit code 0: completed, 1: cancelled')
    .action(
      cli.apiTask(async (client, { desk, args: [id = ''] }) => {
        const ended = await followReplay(client, id, desk)
        desk.show(ended, toReplayText(desk))
        return ended.state === 'completed' ? 0 : 1
      }),
    )
  withExamples(command, `replays watch ${exampleId}`)
}

const steerings: readonly { name: string; description: string; ask: IdCommand<Replay>['ask'] }[] = [
  { name: 'pause', description: 'Replay nothing more until it is resumed', ask: (client, id) => client.pauseReplay({ id }) },
  { name: 'resume', description: 'Go on where it was paused', ask: (client, id) => client.resumeReplay({ id }) },
  { name: 'cancel', description: 'Leave the rest as it is', ask: (client, id) => client.cancelReplay({ id }) },
]
