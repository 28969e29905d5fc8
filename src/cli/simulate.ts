import { type Command, Option } from 'commander'
import type { OutputOf } from '../contract/operation-types.js'
import { type Actor, Event } from '../contract/events.js'
import type { ApiTask, Cli, Desk } from './cli.js'
import { toPublishedText } from './event-text.js'
import { withExamples } from './examples.js'
import { accountOption, actor, given, instant } from './options.js'
import { jsonObject } from './publish-text.js'
import { readText } from './read-text.js'

interface SimulateOptions {
  readonly subscription?: string
  readonly data?: string
  readonly id?: string
  readonly account?: string
  readonly project?: string
  readonly origin?: Event['origin']
  readonly actor?: Actor
  readonly occurredAt?: string
  readonly correlationId?: string
  readonly resource?: string
  readonly subject?: string
  readonly priority?: Event['priority']
}

/** `posthorn simulate` */
export function addSimulate(program: Command, cli: Cli): void {
  const command = program
    .command('simulate <type>')
    .description('Send the example of an event type, fully signed and marked as a test; needs a key of the environment test')
    .option('--subscription <id>', 'only to this one, whatever it is registered for; default: to those that match')
    .option('--data <json>', 'merged into the example: null takes a member away; the text itself, @file, or - for standard input')
    .option('--id <id>', 'idempotency key: simulating the same id again answers with the first result')
    .addOption(accountOption())
    .option('--project <id>', 'project the event belongs to')
    .addOption(new Option('--origin <origin>', 'default: who usually causes it').choices(Event.shape.origin.options))
    .option('--actor <kind:id>', 'who caused it, in your own words: user:…, client:… or system:…', actor)
    .option('--occurred-at <instant>', 'when it happened; default: now', instant)
    .option('--correlation-id <id>', 'passed on to the receivers; default: the id of the event')
    .option('--resource <key>', 'what the event is about: events of one key are numbered')
    .option('--subject <ref>', 'whom it is about, for posthorn subjects erase; never sent')
    .addOption(new Option('--priority <priority>', 'attended: somebody waits for it').choices(Event.shape.priority.options))
    .action(cli.apiTask<SimulateOptions>(simulate))
  withExamples(
    command,
    'simulate payment.settled',
    `simulate chargeback.opened --subscription sub_06f1zk3v8wq2m4x7c9d0r5t6ya --data '{"object":{"amount":{"value":1}}}'`,
  )
}

const simulate: ApiTask<SimulateOptions> = async (client, { desk, args: [type = ''], options }) => {
  const { subscription, id, account, project, origin, actor, occurredAt, correlationId, resource, subject, priority } = options
  const data = options.data === undefined ? undefined : jsonObject(await readText(options.data, desk.io))
  const members = { subscription, id, account, project, origin, actor, occurredAt, correlationId, resource, subject, priority, data }
  desk.show(await client.simulateEvent({ type, ...given(members) }), toSimulationText(desk))
}

const toSimulationText =
  (desk: Desk) =>
  (simulation: OutputOf<'simulateEvent', 'response'>): string =>
    [toPublishedText(desk)(simulation), '', desk.paint('dim', 'Data'), JSON.stringify(simulation.data, null, 2)].join('\n')
