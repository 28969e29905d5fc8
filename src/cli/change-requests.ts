import { type Command, InvalidArgumentError, Option } from 'commander'
import { ChangeRequestState, type ChangeRequestWithDifferences, SwitchableKind } from '../contract/change-requests.js'
import type { OutputOf } from '../contract/operation-types.js'
import { toApprovalsText, toChangeRequestsText, toChangeRequestText } from './change-request-text.js'
import type { Cli } from './cli.js'
import { withExamples } from './examples.js'
import { addIdCommand, type IdCommand } from './id-command.js'
import { accountOption, cursorOption, given, ifVersionOption, limitOption, list } from './options.js'

const exampleId = 'chg_06f1zk3v8wq2m4x7c9d0r5t6ya'
const accountId = 'acc_06f1zk3v8wq2m4x7c9d0r5t6ya'

interface ListOptions {
  readonly state?: ChangeRequestWithDifferences['state']
  readonly target?: string
  readonly breakGlass?: true
  readonly account?: string
  readonly limit: number
  readonly cursor?: string
}

/** `posthorn change-requests …` */
export function addChangeRequests(program: Command, cli: Cli): void {
  const requests = program.command('change-requests').description('Changes that wait for a second pair of eyes')
  addList(requests, cli)
  addIdCommand(requests, cli, {
    name: 'show',
    description: 'One change request, with what would be different',
    ask: (client, id) => client.getChangeRequest({ id }),
    toText: toChangeRequestText,
    example: exampleId,
  })
  for (const { more = '', ...decision } of decisions)
    addIdCommand(requests, cli, { ...decision, toText: toChangeRequestText, example: `${exampleId}${more}` })
  withExamples(requests, 'change-requests list --state pending', `change-requests approve ${exampleId}`)
}

function addList(requests: Command, cli: Cli): void {
  const command = requests
    .command('list')
    .description('Change requests, newest first')
    .addOption(new Option('--state <state>', 'only this state').choices(ChangeRequestState.options))
    .option('--target <id>', 'only changes of this')
    .option('--break-glass', 'only those that were applied without approval')
    .addOption(accountOption('only this account and those below'))
    .addOption(limitOption())
    .addOption(cursorOption())
    .action(
      cli.apiTask<ListOptions>(async (client, { desk, options }) => {
        const { state, target, account, limit, cursor, breakGlass } = options
        const only = given({ state, target, account, limit, cursor, breakGlass: breakGlass && ('true' as const) })
        desk.show(await client.listChangeRequests(only), toChangeRequestsText(desk))
      }),
    )
  withExamples(command, 'change-requests list --state pending', 'change-requests list --break-glass')
}

const decisions: readonly { name: string; description: string; more?: string; ask: IdCommand<ChangeRequestWithDifferences>['ask'] }[] = [
  {
    name: 'approve',
    description: 'Approve and apply, with another key than the author’s',
    ask: (client, id) => client.approveChangeRequest({ id }),
  },
  { name: 'reject', description: 'Reject: everything stays as it is', ask: (client, id) => client.rejectChangeRequest({ id }) },
  { name: 'withdraw', description: 'Withdraw your own', ask: (client, id) => client.withdrawChangeRequest({ id }) },
  {
    name: 'break-glass',
    description: 'Apply at once without a second pair of eyes; needs --reason, raises an alert',
    more: " --reason 'receiver is down, incident 4711'",
    ask: (client, id) => client.breakGlass({ id }),
  },
]

type Kind = OutputOf<'getApprovalsPolicy', 'response'>['kinds'][number]

/** `url,signing`, or `none`. */
function kinds(text: string, before: readonly Kind[] | undefined): Kind[] {
  if (text === 'none') return []
  return list(text, before).map((name) => {
    const kind = SwitchableKind.safeParse(name)
    if (kind.success) return kind.data
    throw new InvalidArgumentError(`Expected none, or some of ${SwitchableKind.options.join(', ')}.`)
  })
}

/** `posthorn approvals …` */
export function addApprovals(program: Command, cli: Cli): void {
  const approvals = program.command('approvals').description('Which kinds of changes need a second pair of eyes')
  const show = approvals
    .command('show <account>')
    .description('What an account asks four eyes for, and what those above ask')
    .action(
      cli.apiTask(async (client, { desk, args: [id = ''] }) => {
        desk.show(await client.getApprovalsPolicy({ id }), toApprovalsText)
      }),
    )
  withExamples(show, `approvals show ${accountId}`)
  const set = approvals
    .command('set <account>')
    .description('Ask four eyes for these; asking for fewer waits for approval itself')
    .requiredOption('--kinds <kinds>', `none, or some of ${SwitchableKind.options.join(', ')}`, kinds)
    .addOption(ifVersionOption())
    .action(
      cli.apiTask<{ kinds?: Kind[]; ifVersion?: number }>(async (client, { desk, args: [id = ''], options }) => {
        const ifMatch = options.ifVersion ?? (await client.getApprovalsPolicy({ id })).version
        desk.show(await client.setApprovalsPolicy({ id, ifMatch, kinds: options.kinds ?? [] }), toApprovalsText)
      }),
    )
  withExamples(set, `approvals set ${accountId} --kinds url,signing,eventScope`, `approvals set ${accountId} --kinds none`)
  withExamples(approvals, `approvals show ${accountId}`)
}
