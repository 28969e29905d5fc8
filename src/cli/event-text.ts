import type { z } from 'zod'
import type { EventPage, EventWithNotifications, PublishedEvent } from '../contract/events.js'
import type { Desk } from './cli.js'
import { toCoverageText } from './coverage-text.js'
import { toPageText } from './page.js'
import { printable, toRecord, toTable } from './table.js'
import { testColumn } from './test-column.js'
import { toClockTime, toMoment } from './times.js'

export const toPublishedText =
  (desk: Desk) =>
  ({ id, duplicate, notifications, warnings = [] }: PublishedEvent): string => {
    const head = duplicate ? `${id} was published before: this is its first result` : `${id} published`
    const faults = warnings.map(({ pointer, detail }) => desk.paint('warn', `${printable(pointer)} ${printable(detail)}`))
    if (notifications.length === 0) return [`${head}; no active subscription matches it`, ...faults].join('\n')
    return [
      head,
      ...faults,
      '',
      toTable(
        [
          { title: 'notification', cell: (row) => row.id },
          { title: 'subscription', cell: (row) => row.subscription },
        ],
        notifications,
        desk.paint,
      ),
    ].join('\n')
  }

export const toEventText =
  (desk: Desk) =>
  (event: EventWithNotifications): string => {
    const head = toRecord([
      ['Event', event.id],
      ['Type', event.type],
      ['Account', event.account],
      ['Project', event.project],
      ['Origin', event.origin],
      ['Environment', event.test ? `${event.environment}, marked as a test` : event.environment],
      ['Priority', event.priority],
      ['Correlation', event.correlationId],
      ['Resource', event.resource === null ? null : `${event.resource}, event ${event.sequence ?? '?'}`],
      ['Subject', event.subject],
      ['Occurred', toMoment(event.occurredAt, desk.now())],
      ['Published', toMoment(event.createdAt, desk.now())],
    ])
    return [
      head,
      '',
      toCoverageText(desk, event),
      '',
      desk.paint('dim', 'Body, as it is signed and sent'),
      event.body === null ? toGoneText(event) : printable(event.body),
    ].join('\n')
  }

export const toEventsText =
  (desk: Desk) =>
  (page: z.infer<typeof EventPage>): string =>
    toPageText(desk, page, {
      nothing: 'No events.',
      columns: [
        { title: 'id', cell: (row) => row.id },
        { title: 'type', cell: (row) => row.type },
        { title: 'account', cell: (row) => row.account },
        { title: 'origin', cell: (row) => row.origin },
        ...(page.items.some(({ test }) => test) ? [testColumn] : []),
        { title: 'published', cell: (row) => toClockTime(row.createdAt) },
      ],
    })

const toGoneText = ({ payloadRemovedAt, payloadRemovedBy }: EventWithNotifications): string =>
  `removed by ${payloadRemovedBy ?? ''} at ${toClockTime(payloadRemovedAt) ?? ''}`
