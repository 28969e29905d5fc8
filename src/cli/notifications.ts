import { type Command, Option } from 'commander'
import { type Notification, NotificationState } from '../contract/notifications.js'
import type { ApiTask, Cli } from './cli.js'
import { withExamples } from './examples.js'
import { addIdCommand, type IdCommand } from './id-command.js'
import { toAttemptsText, toNotificationsText, toNotificationText, toWorkflowText } from './notification-text.js'
import { accountOption, cursorOption, given, instant, limitOption } from './options.js'
import { addWatch } from './watch.js'

const exampleId = 'ntf_06f1zk3v8wq2m4x7c9d0r5t6ya'

interface ListOptions {
  readonly limit: number
  readonly cursor?: string
  readonly state?: Notification['state']
  readonly subscription?: string
  readonly account?: string
  readonly event?: string
  readonly eventType?: string
  readonly after?: string
  readonly before?: string
}

interface Reading {
  readonly name: string
  readonly description: string
  readonly read: ApiTask<object>
}

const readings: readonly Reading[] = [
  {
    name: 'show',
    description: 'One notification with its attempts (--json: without them)',
    read: async (client, { desk, args: [id = ''] }) => {
      const notification = await client.getNotification({ id })
      const attempts = desk.json ? { items: [] } : await client.listAttempts({ id })
      desk.show(notification, (answer) => `${toNotificationText(desk)(answer)}\n\n${toAttemptsText(desk)(attempts)}`)
    },
  },
  {
    name: 'attempts',
    description: 'Every attempt of a notification',
    read: async (client, { desk, args: [id = ''] }) => {
      desk.show(await client.listAttempts({ id }), toAttemptsText(desk))
    },
  },
  {
    name: 'workflow',
    description: "Temporal's own view of the workflow that owns it",
    read: async (client, { desk, args: [id = ''] }) => {
      desk.show(await client.getWorkflow({ id }), toWorkflowText(desk))
    },
  },
]

const steerings: readonly { name: string; description: string; ask: IdCommand<Notification>['ask'] }[] = [
  { name: 'retry-now', description: 'Attempt now instead of waiting', ask: (client, id) => client.retryNotificationNow({ id }) },
  { name: 'replay', description: 'Open a new round: deliver again', ask: (client, id) => client.replayNotification({ id }) },
]

/** `posthorn notifications …` */
export function addNotifications(program: Command, cli: Cli): void {
  const notifications = program.command('notifications').description('See what became of an event at each receiver, and steer it')
  addList(notifications, cli)
  for (const { name, description, read } of readings) {
    withExamples(
      notifications.command(`${name} <id>`).description(description).action(cli.apiTask(read)),
      `notifications ${name} ${exampleId}`,
    )
  }
  addWatch(notifications, cli)
  addIdCommand(notifications, cli, {
    name: 'cancel',
    description: 'No attempt starts any more',
    ask: (client, id) => client.cancelNotification({ id }),
    toText: toNotificationText,
    example: `${exampleId} --reason "endpoint retired"`,
  })
  for (const steering of steerings) addIdCommand(notifications, cli, { ...steering, toText: toNotificationText, example: exampleId })
  withExamples(notifications, 'notifications list --state retrying', `notifications watch ${exampleId}`)
}

function addList(notifications: Command, cli: Cli): void {
  const command = notifications
    .command('list')
    .description('Notifications, newest first')
    .addOption(new Option('--state <state>', 'only this state').choices(NotificationState.options))
    .option('--subscription <id>', 'only this subscription')
    .option('--event <id>', 'only this event')
    .option('--event-type <type>', 'only this event type')
    .addOption(accountOption('only this account'))
    .option('--after <instant>', 'created after: an instant, or 15m, 2h, 7d ago', instant)
    .option('--before <instant>', 'created before', instant)
    .addOption(limitOption())
    .addOption(cursorOption())
    .action(
      cli.apiTask<ListOptions>(async (client, { desk, options }) => {
        const { state, subscription, event, eventType, account, after, before, limit, cursor } = options
        desk.show(
          await client.listNotifications(given({ state, subscription, event, eventType, account, after, before, limit, cursor })),
          toNotificationsText(desk),
        )
      }),
    )
  withExamples(
    command,
    'notifications list --state exhausted --after 1d',
    'notifications list --event order-4711-settled',
    'notifications list --state retrying --json',
  )
}
