import { type Command, Option } from 'commander'
import { toApiKeysText, toApiKeyWithValueText, toCurrentKeyText } from './api-key-text.js'
import type { Cli } from './cli.js'
import { withExamples } from './examples.js'
import { usageFailure } from './failure.js'
import { accountOption, cursorOption, expiry, given, limitOption, list, projectOption } from './options.js'

interface CreateOptions {
  readonly scopes?: string[]
  readonly account?: string
  readonly project?: string
  readonly member?: string
  readonly environment?: 'test' | 'live'
  readonly addresses?: string[]
  readonly expires?: string
}
interface ListOptions {
  readonly account?: string
  readonly project?: string
  readonly limit: number
  readonly cursor?: string
}

/** `posthorn api-keys …` */
export function addApiKeys(program: Command, cli: Cli): void {
  const keys = program.command('api-keys').description('Make, list and revoke API keys')
  addCreate(keys, cli)
  addList(keys, cli)
  addCurrent(keys, cli)
  addRevoke(keys, cli)
  withExamples(keys, 'api-keys create till --scopes events:write', 'api-keys list')
}

function addCreate(keys: Command, cli: Cli): void {
  const command = keys
    .command('create <name>')
    .description('Make an API key; its value is shown once')
    .option(
      '--scopes <scopes>',
      "what it may do: events:write, subscriptions:*, …, or *; default for a member's key: what the role allows",
      list,
    )
    .addOption(accountOption("it reaches this account and all below; default: the key's own"))
    .addOption(projectOption('it reaches what belongs to this project, and nothing else'))
    .option('--member <id>', 'whose key it is: it is bound to the project of the member, and never allows more than the role')
    .addOption(new Option('--environment <environment>', 'default: that of the project, or else test').choices(['test', 'live']))
    .option('--addresses <addresses>', 'IP addresses and CIDR blocks it may be used from; default: anywhere', list)
    .option('--expires <instant>', 'an instant, or 12h, 90d from now; default: never', expiry)
    .action(
      cli.apiTask<CreateOptions>(async (client, { desk, args: [name = ''], options }) => {
        const { scopes, addresses: allowedAddresses, expires: expiresAt, account, project, member, environment } = options
        if (scopes === undefined && member === undefined) throw usageFailure('say --scopes: what the key may do')
        const settings = given({ scopes, account, project, member, environment, allowedAddresses, expiresAt })
        const created = await client.createApiKey({ name, ...settings })
        desk.show(created, toApiKeyWithValueText(desk))
      }),
    )
  withExamples(
    command,
    'api-keys create till --account acc_06f1zk3v8wq2m4x7c9d0r5t6ya --scopes events:write --environment live',
    'api-keys create web-shop --project prj_06f1zk3v8wq2m4x7c9d0r5t6ya --scopes events:write,notifications:read',
    'api-keys create ali --member mbr_06f1zk3v8wq2m4x7c9d0r5t6ya',
    'api-keys create reporting --scopes events:read,notifications:read --addresses 203.0.113.0/24 --expires 90d',
  )
}

function addList(keys: Command, cli: Cli): void {
  const command = keys
    .command('list')
    .description('API keys, newest first; never their values')
    .addOption(accountOption('only this account and those below'))
    .addOption(projectOption('only those that are bound to this project'))
    .addOption(limitOption())
    .addOption(cursorOption())
    .action(
      cli.apiTask<ListOptions>(async (client, { desk, options: { account, project, limit, cursor } }) => {
        desk.show(await client.listApiKeys(given({ account, project, limit, cursor })), toApiKeysText(desk))
      }),
    )
  withExamples(command, 'api-keys list', 'api-keys list --account acc_06f1zk3v8wq2m4x7c9d0r5t6ya')
}

function addCurrent(keys: Command, cli: Cli): void {
  const command = keys
    .command('current')
    .description('The key that this command line uses: whose it is, and what it may do')
    .action(
      cli.apiTask(async (client, { desk }) => {
        desk.show(await client.getCurrentKey(), toCurrentKeyText(desk))
      }),
    )
  withExamples(command, 'api-keys current')
}

function addRevoke(keys: Command, cli: Cli): void {
  const command = keys
    .command('revoke <id>')
    .description('End a key: within 5 s no node takes it any more')
    .action(
      cli.apiTask(async (client, { desk, args: [id = ''] }) => {
        await client.revokeApiKey({ id })
        if (!desk.json) desk.print(`${id} revoked`)
      }),
    )
  withExamples(command, "api-keys revoke key_06f1zk3v8wq2m4x7c9d0r5t6ya --reason 'found in a log'")
}
