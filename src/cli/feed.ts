import type { Command } from 'commander'
import type { Feed } from '../contract/feed.js'
import type { Cli, Desk } from './cli.js'
import { withExamples } from './examples.js'
import { given, instant, limitOption } from './options.js'
import { toTable } from './table.js'
import { toClockTime } from './times.js'
import { notificationTones } from './tones.js'

interface FeedOptions {
  readonly limit: number
  readonly cursor?: string
  readonly since?: string
  readonly ack?: true
}

/** `posthorn subscriptions feed` */
export function addFeed(subscriptions: Command, cli: Cli): void {
  const command = subscriptions
    .command('feed <id>')
    .description('What it is owed, in the order of its making, from the acknowledged place on')
    .option('--cursor <cursor>', 'from here instead')
    .option('--since <instant>', 'what was made since an instant, or 15m, 2h, 7d ago, instead', instant)
    .option('--ack', 'acknowledge what is shown: the next call goes on after it')
    .addOption(limitOption())
    .action(
      cli.apiTask<FeedOptions>(async (client, { desk, args: [id = ''], options: { limit, cursor, since, ack } }) => {
        const feed = await client.readFeed({ id, limit, ...given({ cursor, since }) })
        desk.show(feed, toFeedText(desk))
        if (ack && feed.cursor !== null) await client.acknowledgeFeed({ id, cursor: feed.cursor })
        return undefined
      }),
    )
  withExamples(
    command,
    'subscriptions feed sub_06f1zk3v8wq2m4x7c9d0r5t6ya',
    'subscriptions feed sub_06f1zk3v8wq2m4x7c9d0r5t6ya --ack --json',
  )
}

const toFeedText =
  (desk: Desk) =>
  ({ items, cursor, more }: Feed): string => {
    if (items.length === 0) return 'Nothing new.'
    const table = toTable(
      [
        { title: 'notification', cell: (row) => row.id },
        { title: 'event', cell: (row) => row.event },
        { title: 'type', cell: (row) => row.eventType },
        { title: 'created', cell: (row) => toClockTime(row.createdAt) },
        { title: 'state', cell: (row) => row.state, tone: (row) => notificationTones[row.state] },
      ],
      items,
      desk.paint,
    )
    return `${table}\n\n${desk.paint('dim', `${more ? 'More' : 'Next'}: --cursor ${cursor ?? ''}`)}`
  }
