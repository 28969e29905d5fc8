import { type Command, Option } from 'commander'
import { AccountKind } from '../contract/accounts.js'
import type { OutputOf } from '../contract/operation-types.js'
import { toAccountsText, toAccountText } from './account-text.js'
import type { Cli } from './cli.js'
import { withExamples } from './examples.js'
import { addIdCommand } from './id-command.js'
import { cursorOption, given, ifVersionOption, limitOption } from './options.js'

const exampleId = 'acc_06f1zk3v8wq2m4x7c9d0r5t6ya'
const otherId = 'acc_06f1zk4c2h8n3p6s9v1b7d5e0m'

type Kind = OutputOf<'getAccount', 'response'>['kind']

interface CreateOptions {
  readonly parent?: string
  readonly kind?: Kind
}
interface ListOptions extends CreateOptions {
  readonly limit: number
  readonly cursor?: string
}
interface ChangeOptions {
  readonly ifVersion?: number
}

/** `posthorn accounts …` */
export function addAccounts(program: Command, cli: Cli): void {
  const accounts = program.command('accounts').description('The tree of resellers, portfolios and merchants')
  addCreate(accounts, cli)
  addList(accounts, cli)
  addIdCommand(accounts, cli, {
    name: 'show',
    description: 'One account',
    ask: (client, id) => client.getAccount({ id }),
    toText: toAccountText,
    example: exampleId,
  })
  addRename(accounts, cli)
  addMove(accounts, cli)
  withExamples(accounts, "accounts create 'Corner Shop' --parent acc_…", 'accounts list --kind merchant')
}

const kindOption = (description: string) => new Option('--kind <kind>', description).choices(AccountKind.options)

function addCreate(accounts: Command, cli: Cli): void {
  const command = accounts
    .command('create <name>')
    .description('Make an account below another')
    .addOption(kindOption('default: merchant'))
    .option('--parent <id>', "what it stands below; default: the key's account")
    .action(
      cli.apiTask<CreateOptions>(async (client, { desk, args: [name = ''], options: { kind, parent } }) => {
        desk.show(await client.createAccount({ name, ...given({ kind, parent }) }), toAccountText(desk))
      }),
    )
  withExamples(command, "accounts create 'Corner Shop'", `accounts create 'Northern Shops' --kind portfolio --parent ${exampleId}`)
}

function addList(accounts: Command, cli: Cli): void {
  const command = accounts
    .command('list')
    .description("The key's account and those below it, newest first")
    .addOption(kindOption('only this kind'))
    .option('--parent <id>', 'only those right below this one')
    .addOption(limitOption())
    .addOption(cursorOption())
    .action(
      cli.apiTask<ListOptions>(async (client, { desk, options: { kind, parent, limit, cursor } }) => {
        desk.show(await client.listAccounts(given({ kind, parent, limit, cursor })), toAccountsText(desk))
      }),
    )
  withExamples(command, 'accounts list --kind merchant', `accounts list --parent ${exampleId}`)
}

function addRename(accounts: Command, cli: Cli): void {
  const command = accounts
    .command('rename <id> <name>')
    .description('Give an account another name')
    .addOption(ifVersionOption())
    .action(
      cli.apiTask<ChangeOptions>(async (client, { desk, args: [id = '', name = ''], options }) => {
        const ifMatch = options.ifVersion ?? (await client.getAccount({ id })).version
        desk.show(await client.updateAccount({ id, ifMatch, name }), toAccountText(desk))
      }),
    )
  withExamples(command, `accounts rename ${exampleId} 'Corner Shop Ltd'`)
}

function addMove(accounts: Command, cli: Cli): void {
  const command = accounts
    .command('move <id> <parent>')
    .description('Put an account, with all below it, below another')
    .addOption(ifVersionOption())
    .action(
      cli.apiTask<ChangeOptions>(async (client, { desk, args: [id = '', parent = ''], options }) => {
        const ifMatch = options.ifVersion ?? (await client.getAccount({ id })).version
        desk.show(await client.updateAccount({ id, ifMatch, parent }), toAccountText(desk))
      }),
    )
  withExamples(command, `accounts move ${exampleId} ${otherId} --reason 'sold to another reseller'`)
}
