import type { Command } from 'commander'
import type { Client } from '../client/client.js'
import type { ApiTask, Cli } from './cli.js'
import { toEventTypeText } from './event-type-text.js'
import { withExamples } from './examples.js'
import { usageFailure } from './failure.js'
import { accountOption, given, wholeNumber } from './options.js'
import { readText } from './read-text.js'

interface DefinitionOptions {
  readonly definition: string
  readonly account?: string
  readonly schemaVersion?: number
}

type Definition = Omit<Parameters<Client['createEventType']>[0], 'type' | 'account'>

/** `posthorn event-types create`, `update` and `delete`: the types of an account. */
export function addEventTypeChanges(types: Command, cli: Cli): void {
  addCreate(types, cli)
  addUpdate(types, cli)
  addDelete(types, cli)
}

const definitionOption = [
  '--definition <json>',
  'a JSON object with description, schema, example and more: the text itself, @file, or - for standard input',
] as const

function addCreate(types: Command, cli: Cli): void {
  const command = types
    .command('create <type>')
    .description('Define an event type of an account, for it and all accounts below')
    .requiredOption(...definitionOption)
    .addOption(accountOption())
    .action(cli.apiTask<DefinitionOptions>(create))
  withExamples(command, 'event-types create shop.order.packed --definition @order-packed.json')
}

const create: ApiTask<DefinitionOptions> = async (client, { desk, args: [type = ''], options: { account, definition } }) => {
  desk.show(
    await client.createEventType({ ...parse(await readText(definition, desk.io)), type, ...given({ account }) }),
    toEventTypeText(desk),
  )
}

function addUpdate(types: Command, cli: Cli): void {
  const command = types
    .command('update <type>')
    .description('Change an event type of an account: compatibly, or as its next version')
    .requiredOption(...definitionOption)
    .option('--schema-version <version>', 'the next version, for a change that is not compatible', wholeNumber(1, 10_000))
    .addOption(accountOption())
    .action(cli.apiTask<DefinitionOptions>(update))
  withExamples(
    command,
    'event-types update shop.order.packed --definition @order-packed.json',
    'event-types update shop.order.packed --definition @order-packed-2.json --schema-version 2',
  )
}

const update: ApiTask<DefinitionOptions> = async (client, { desk, args: [type = ''], options: { account, schemaVersion, definition } }) => {
  const ask = { ...parse(await readText(definition, desk.io)), type, ...given({ account, schemaVersion }) }
  desk.show(await client.replaceEventType(ask), toEventTypeText(desk))
}

function addDelete(types: Command, cli: Cli): void {
  const command = types
    .command('delete <type>')
    .description('Delete an event type of an account with all its versions; its data is no longer checked')
    .addOption(accountOption())
    .action(
      cli.apiTask<{ account?: string }>(async (client, { desk, args: [type = ''], options: { account } }) => {
        await client.deleteEventType({ type, ...given({ account }) })
        if (!desk.json) desk.print(`${type} deleted`)
      }),
    )
  withExamples(command, 'event-types delete shop.order.packed')
}

function parse(text: string): Definition {
  try {
    return JSON.parse(text) as Definition
  } catch (error) {
    throw usageFailure(`--definition is not JSON: ${(error as Error).message}`)
  }
}
