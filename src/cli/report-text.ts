import type { UndeliveredEvent, UndeliveredReport } from '../contract/reports.js'
import type { Desk } from './cli.js'
import { toPageText } from './page.js'
import { toClockTime, toDistance } from './times.js'
import { notificationTones } from './tones.js'

type Line = UndeliveredEvent & { readonly missing: UndeliveredEvent['notifications'][number] }

export const toUndeliveredText =
  (desk: Desk) =>
  (report: UndeliveredReport): string => {
    const { items, nextCursor } = report
    const lines = items.flatMap((event) => event.notifications.map((missing) => ({ ...event, missing })))
    const table = toPageText<Line>(
      desk,
      { items: lines, nextCursor },
      {
        nothing: '',
        columns: [
          { title: 'published', cell: (row) => toClockTime(row.createdAt) },
          { title: 'event', cell: (row) => row.event },
          { title: 'type', cell: (row) => row.type },
          { title: 'subscription', cell: (row) => row.missing.subscription },
          { title: 'notification', cell: (row) => row.missing.id },
          { title: 'state', cell: (row) => row.missing.state, tone: (row) => notificationTones[row.missing.state] },
          { title: 'last', cell: (row) => row.missing.lastOutcome },
          { title: 'next', cell: ({ missing }) => (missing.nextAttemptAt === null ? null : toDistance(missing.nextAttemptAt, desk.now())) },
          { title: 'replay', cell: ({ missing }) => (missing.replayable ? 'yes' : null) },
        ],
      },
    )
    return table === '' ? toVerdict(report) : `${table}\n\n${toVerdict(report)}`
  }

function toVerdict({ allDelivered, items, nextCursor, from, to, checkedFrom, checkedUntil }: UndeliveredReport): string {
  const isGone = Date.parse(checkedFrom) > Date.parse(from)
  const range = `from ${toClockTime(checkedFrom)} to ${toClockTime(to ?? checkedUntil)}`
  if (allDelivered) return `All delivered ${range}.`
  if (items.length === 0 && isGone)
    return `Nothing undelivered, but what was published before ${toClockTime(checkedFrom)} is gone by retention: only what is younger was checked.`
  if (items.length === 0) return `Nothing undelivered, but not all of it can be checked yet: only until ${toClockTime(checkedUntil)}.`
  const events = `${items.length} ${items.length === 1 ? 'event is' : 'events are'} not confirmed by all who are owed`
  return `${events}${nextCursor === null ? '' : ', and there are more'}; checked ${range}.`
}
