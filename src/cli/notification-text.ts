import type { z } from 'zod'
import type { Attempt, AttemptList, Notification, NotificationPage, WorkflowView } from '../contract/notifications.js'
import type { Desk } from './cli.js'
import { toPageText } from './page.js'
import { toRecord, toTable } from './table.js'
import { testColumn } from './test-column.js'
import { toClockTime, toDistance, toDuration, toMoment } from './times.js'
import { notificationTones, outcomeTones } from './tones.js'

export const toNotificationsText =
  (desk: Desk) =>
  (page: z.infer<typeof NotificationPage>): string =>
    toPageText(desk, page, {
      nothing: 'No notifications.',
      columns: [
        { title: 'id', cell: (row) => row.id },
        { title: 'state', cell: (row) => row.state, tone: (row) => notificationTones[row.state] },
        { title: 'event type', cell: (row) => row.eventType },
        ...(page.items.some(({ test }) => test) ? [testColumn] : []),
        { title: 'subscription', cell: (row) => row.subscription },
        { title: 'attempts', cell: (row) => row.attempts, align: 'right' },
        { title: 'last', cell: toLastText, tone: (row) => (row.lastOutcome === null ? undefined : outcomeTones[row.lastOutcome]) },
        { title: 'next', cell: (row) => (row.nextAttemptAt === null ? null : toDistance(row.nextAttemptAt, desk.now())) },
        { title: 'created', cell: (row) => toClockTime(row.createdAt) },
      ],
    })

export const toNotificationText =
  (desk: Desk) =>
  (notification: Notification): string =>
    toRecord([
      ['Notification', notification.id],
      ['State', notification.state],
      ['Event', `${notification.event} ${notification.eventType}${notification.test ? ', marked as a test' : ''}`],
      ['Subscription', notification.subscription],
      ['Account', notification.account],
      ['Attempts', notification.round === 1 ? notification.attempts : `${notification.attempts} (round ${notification.round})`],
      ['Last', toLastText(notification)],
      ['Ended because', notification.endReason],
      ['Next attempt', toMoment(notification.nextAttemptAt, desk.now())],
      ['Created', toMoment(notification.createdAt, desk.now())],
      ['Changed', toMoment(notification.updatedAt, desk.now())],
      ['Workflow', notification.workflow?.id ?? null],
      ['Temporal UI', notification.workflow?.url ?? null],
    ])

export const toAttemptsText =
  (desk: Desk) =>
  ({ items }: z.infer<typeof AttemptList>): string => {
    if (items.length === 0) return 'No attempts yet.'
    return toTable<Attempt>(
      [
        { title: '#', cell: (row) => row.number, align: 'right' },
        { title: 'at', cell: (row) => toClockTime(row.startedAt) },
        { title: 'took', cell: (row) => toDuration(row.timings.totalMs), align: 'right' },
        {
          title: 'outcome',
          cell: (row) => (row.duplicate ? `${row.outcome} (duplicate)` : row.outcome),
          tone: (row) => outcomeTones[row.outcome],
        },
        { title: 'reason', cell: (row) => row.reason },
        { title: 'address', cell: (row) => row.address },
        { title: 'decision', cell: (row) => row.decision },
        { title: 'next', cell: (row) => toClockTime(row.nextAttemptAt) },
        ...(items.some(({ replay }) => replay !== null) ? [{ title: 'replay', cell: (row: Attempt) => row.replay }] : []),
      ],
      items,
      desk.paint,
    )
  }

export const toWorkflowText =
  (desk: Desk) =>
  (view: WorkflowView): string => {
    const members = view.progress?.open.map(
      (open) =>
        [
          'Open',
          `${open.notification} attempt ${open.attempt}${open.held ? ', held' : ''}${open.note === '' ? '' : `: ${open.note}`}`,
        ] as const,
    )
    return toRecord([
      ['Workflow', view.workflowId],
      ['Run', view.runId],
      ['Status', view.status],
      ['Started', toMoment(view.startedAt, desk.now())],
      ['Closed', toMoment(view.closedAt, desk.now())],
      ['History', `${view.historyLength} events`],
      ['Temporal UI', view.url],
      ['No progress', view.progressError],
      ...(members ?? []),
    ])
  }

function toLastText({ lastOutcome, lastStatus }: Pick<Notification, 'lastOutcome' | 'lastStatus'>): string | null {
  return lastOutcome !== null && lastStatus !== null ? `${lastOutcome} (HTTP ${lastStatus})` : lastOutcome
}
