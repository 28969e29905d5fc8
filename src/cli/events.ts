import { type Command, Option } from 'commander'
import { type Actor, Event } from '../contract/events.js'
import type { ApiTask, Cli } from './cli.js'
import { toEventsText, toEventText, toPublishedText } from './event-text.js'
import { withExamples } from './examples.js'
import { accountOption, actor, cursorOption, given, instant, limitOption } from './options.js'
import { toPublishText } from './publish-text.js'
import { readText } from './read-text.js'

interface PublishOptions {
  readonly type: string
  readonly data: string
  readonly id?: string
  readonly account?: string
  readonly project?: string
  readonly origin?: string
  readonly actor?: Actor
  readonly occurredAt?: string
  readonly correlationId?: string
  readonly resource?: string
  readonly subject?: string
  readonly priority?: string
  readonly test?: true
}

interface ListOptions {
  readonly limit: number
  readonly cursor?: string
  readonly type?: string
  readonly resource?: string
  readonly subject?: string
  readonly account?: string
  readonly after?: string
  readonly before?: string
}

/** `posthorn events …` */
export function addEvents(program: Command, cli: Cli): void {
  const events = program.command('events').description('Publish events and see who got them')
  addPublish(events, cli)
  addShow(events, cli)
  addList(events, cli)
  withExamples(events, 'events publish --type payment.settled --data @payment.json', 'events show order-4711-settled')
}

function addPublish(events: Command, cli: Cli): void {
  const command = events
    .command('publish')
    .description('Publish an event; its data is sent byte for byte')
    .requiredOption('--type <type>', 'event type, for example payment.settled')
    .requiredOption('--data <json>', 'a JSON object: the text itself, @file, or - for standard input')
    .option('--id <id>', 'idempotency key: publishing the same id again answers with the first result')
    .addOption(accountOption())
    .option('--project <id>', 'project the event belongs to')
    .addOption(new Option('--origin <origin>', 'who caused it').choices(Event.shape.origin.options))
    .option('--actor <kind:id>', 'which of them, in your own words: user:…, client:… or system:…', actor)
    .option('--occurred-at <instant>', 'when it happened; default: now', instant)
    .option('--correlation-id <id>', 'passed on to the receivers')
    .option('--resource <key>', 'what the event is about: events of one key are numbered')
    .option('--subject <ref>', 'whom it is about, in your own words, for posthorn subjects erase; never sent')
    .addOption(new Option('--priority <priority>', 'attended: somebody waits for it').choices(Event.shape.priority.options))
    .option('--test', 'mark it as a test')
    .action(cli.apiTask<PublishOptions>(publish))
  withExamples(
    command,
    'events publish --type payment.settled --data @payment.json',
    `events publish --type payment.settled --id order-4711-settled --data '{"object":{"id":"pay_4711"}}'`,
    'events publish --type chargeback.opened --data - < chargeback.json',
  )
}

const publish: ApiTask<PublishOptions> = async (client, { desk, options }) => {
  const { type, id, account, project, origin, actor, occurredAt, correlationId, resource, subject, priority, test } = options
  const text = toPublishText(
    given({ id, type, account, project, origin, actor, occurredAt, correlationId, resource, subject, priority, test }),
    await readText(options.data, desk.io),
  )
  desk.show(await client.publishEvent(text), toPublishedText(desk))
}

function addShow(events: Command, cli: Cli): void {
  const command = events
    .command('show <id>')
    .description('One event with the state of every notification: did everybody get it?')
    .addOption(accountOption())
    .action(
      cli.apiTask<{ account?: string }>(async (client, { desk, args: [id = ''], options: { account } }) => {
        desk.show(await client.getEvent({ id, ...given({ account }) }), toEventText(desk))
      }),
    )
  withExamples(command, 'events show evt_06f1zk3v8wq2m4x7c9d0r5t6ya', 'events show order-4711-settled --json')
}

function addList(events: Command, cli: Cli): void {
  const command = events
    .command('list')
    .description('Events, newest first')
    .option('--type <type>', 'only this event type')
    .option('--resource <key>', 'only what is about this')
    .addOption(accountOption('only this account'))
    .option('--after <instant>', 'published after: an instant, or 15m, 2h, 7d ago', instant)
    .option('--before <instant>', 'published before', instant)
    .addOption(limitOption())
    .addOption(cursorOption())
    .action(
      cli.apiTask<ListOptions>(async (client, { desk, options: { type, resource, account, after, before, limit, cursor } }) => {
        desk.show(await client.listEvents(given({ type, resource, account, after, before, limit, cursor })), toEventsText(desk))
      }),
    )
  withExamples(command, 'events list --type payment.settled --after 2h', 'events list --limit 100 --json')
}
