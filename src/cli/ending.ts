import { type Command, Option } from 'commander'
import type { OutputOf } from '../contract/operation-types.js'
import { Pending } from '../contract/endings.js'
import { toRecord } from './table.js'

export interface EndOptions {
  readonly pending: 'drain' | 'cancel'
  readonly dryRun?: true
}

/** Of commands that end something which is owed notifications. */
export const withEndOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('--pending <what>', 'notifications that have not ended: drain lets them go on, cancel ends them')
        .choices(Pending.options)
        .makeOptionMandatory(),
    )
    .option('--dry-run', 'only say what would end')

export const toEndQuery = ({ pending, dryRun }: EndOptions) => ({ pending, ...(dryRun && { dryRun: 'true' as const }) })

export function toEndingText({
  dryRun,
  pending,
  attachments,
  subscriptions,
  notifications,
}: OutputOf<'detachAttachment', 'response'>): string {
  const becomes = pending === 'drain' ? 'go on to their end' : 'cancelled'
  return toRecord([
    [dryRun ? 'Would detach' : 'Detached', attachments],
    ['Webhooks', subscriptions],
    ['Notifications', `${notifications} ${becomes}`],
  ])
}
