import type { Command } from 'commander'
import type { Cli } from './cli.js'
import { toEventTypesText, toEventTypeText } from './event-type-text.js'
import { withExamples } from './examples.js'
import { cursorOption, given, limitOption } from './options.js'

interface ListOptions {
  readonly limit: number
  readonly cursor?: string
  readonly domain?: string
  readonly flow?: string
  readonly product?: string
}

/** `posthorn event-types …` */
export function addEventTypes(program: Command, cli: Cli): void {
  const types = program.command('event-types').description('The catalogue: which events there are and what they say')
  addList(types, cli)
  addShow(types, cli)
  withExamples(types, 'event-types list --domain payments', 'event-types show payment.settled')
}

function addList(types: Command, cli: Cli): void {
  const command = types
    .command('list')
    .description('Event types, by name')
    .option('--domain <domain>', 'only this domain, for example payments')
    .option('--flow <flow>', 'only this flow, for example pay-in')
    .option('--product <product>', 'only this product, for example payto')
    .addOption(limitOption())
    .addOption(cursorOption())
    .action(
      cli.apiTask<ListOptions>(async (client, { desk, options: { domain, flow, product, limit, cursor } }) => {
        desk.show(await client.listEventTypes(given({ domain, flow, product, limit, cursor })), toEventTypesText(desk))
      }),
    )
  withExamples(command, 'event-types list --domain payments', 'event-types list --flow pay-in --limit 100 --json')
}

function addShow(types: Command, cli: Cli): void {
  const command = types
    .command('show <type>')
    .description('One event type: the members of its data, an example, its dedupe key')
    .action(
      cli.apiTask(async (client, { desk, args: [type = ''] }) => {
        desk.show(await client.getEventType({ type }), toEventTypeText(desk))
      }),
    )
  withExamples(command, 'event-types show payment.settled', 'event-types show payment.settled --json')
}
