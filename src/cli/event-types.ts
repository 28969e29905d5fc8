import type { Command } from 'commander'
import type { ApiTask, Cli } from './cli.js'
import { addEventTypeChanges } from './event-type-changes.js'
import { toEventTypesText, toEventTypeText } from './event-type-text.js'
import { withExamples } from './examples.js'
import { accountOption, cursorOption, given, limitOption, wholeNumber } from './options.js'

interface ListOptions {
  readonly limit: number
  readonly cursor?: string
  readonly account?: string
  readonly domain?: string
  readonly flow?: string
  readonly product?: string
}

interface ShowOptions {
  readonly account?: string
  readonly schemaVersion?: number
}

/** `posthorn event-types …` */
export function addEventTypes(program: Command, cli: Cli): void {
  const types = program.command('event-types').description('Which events there are and what they say')
  addList(types, cli)
  addShow(types, cli)
  addEventTypeChanges(types, cli)
  withExamples(types, 'event-types list --domain payments', 'event-types show payment.settled')
}

function addList(types: Command, cli: Cli): void {
  const command = types
    .command('list')
    .description('The event types that an account may publish, by name')
    .addOption(accountOption())
    .option('--domain <domain>', 'only this domain, for example payments')
    .option('--flow <flow>', 'only this flow, for example pay-in')
    .option('--product <product>', 'only this product, for example payto')
    .addOption(limitOption())
    .addOption(cursorOption())
    .action(cli.apiTask<ListOptions>(list))
  withExamples(command, 'event-types list --domain payments', 'event-types list --flow pay-in --limit 100 --json')
}

const list: ApiTask<ListOptions> = async (client, { desk, options: { account, domain, flow, product, limit, cursor } }) => {
  desk.show(await client.listEventTypes(given({ account, domain, flow, product, limit, cursor })), toEventTypesText(desk))
}

function addShow(types: Command, cli: Cli): void {
  const command = types
    .command('show <type>')
    .description('One event type: the members of its data, an example, its dedupe key')
    .addOption(accountOption())
    .option('--schema-version <version>', 'an earlier version of it', wholeNumber(1, 10_000))
    .action(
      cli.apiTask<ShowOptions>(async (client, { desk, args: [type = ''], options: { account, schemaVersion } }) => {
        desk.show(await client.getEventType({ type, ...given({ account, schemaVersion }) }), toEventTypeText(desk))
      }),
    )
  withExamples(command, 'event-types show payment.settled', 'event-types show payment.settled --json')
}
