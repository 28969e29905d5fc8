import type { Command } from 'commander'
import type { z } from 'zod'
import type { HistoryEntry, HistoryPage } from '../contract/subscription-history.js'
import type { Cli, Desk } from './cli.js'
import { withExamples } from './examples.js'
import { cursorOption, given, limitOption } from './options.js'
import { toPageText } from './page.js'
import { toClockTime } from './times.js'

/** `posthorn subscriptions history …` */
export function addSubscriptionHistory(subscriptions: Command, cli: Cli): void {
  const command = subscriptions
    .command('history <id>')
    .description('Who changed it, when and why, newest first')
    .addOption(limitOption())
    .addOption(cursorOption())
    .action(
      cli.apiTask<{ limit: number; cursor?: string }>(async (client, { desk, args: [id = ''], options: { limit, cursor } }) => {
        desk.show(await client.listSubscriptionHistory({ id, ...given({ limit, cursor }) }), toHistoryText(desk))
      }),
    )
  withExamples(command, 'subscriptions history sub_06f1zk3v8wq2m4x7c9d0r5t6ya')
}

const toHistoryText =
  (desk: Desk) =>
  (page: z.infer<typeof HistoryPage>): string =>
    toPageText<HistoryEntry>(desk, page, {
      nothing: 'No history.',
      columns: [
        { title: 'at', cell: ({ at }) => toClockTime(at) },
        { title: 'action', cell: ({ action }) => action },
        { title: 'state', cell: ({ state }) => state },
        { title: 'changed', cell: ({ changed }) => changed.join(', ') },
        { title: 'by', cell: ({ by, onBehalf }) => `${by.kind} ${by.id}${onBehalf ? ` of ${by.account ?? '?'}` : ''}` },
        { title: 'reason', cell: ({ reason }) => reason },
      ],
    })
