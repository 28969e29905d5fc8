import type { Coverage, WhyNot } from '../contract/coverage.js'
import type { EventWithNotifications } from '../contract/events.js'
import type { Desk } from './cli.js'
import type { Tone } from './paint.js'
import { toTable } from './table.js'
import { toDistance } from './times.js'
import { notificationTones } from './tones.js'

const reasons: Readonly<Record<WhyNot, string>> = {
  created_later: 'was created later',
  not_recorded: 'what it was like then was not recorded',
  about_itself: 'is what the event is about',
  simulated: 'is not whom the test was for',
  not_activated: 'was not activated yet',
  disabled: 'was disabled',
  detached: 'its product was detached from the project then',
  deleted: 'was deleted',
  other_environment: 'is for the other environment',
  other_account: 'was not for this account',
  other_project: 'was for another project',
  other_origin: 'was not for this origin',
  other_type: 'was not for this event type',
  other_data: 'has a filter that such data do not pass',
}

/** Everybody who is owed an event, with what became of it, and below those who are not, with the reason. */
export function toCoverageText(desk: Desk, { subscriptions, moreSubscriptions }: EventWithNotifications): string {
  if (subscriptions.length === 0) return 'There is no subscription it could have been for.'
  const table = toTable<Coverage>(
    [
      { title: 'subscription', cell: (row) => row.subscription },
      { title: 'notification', cell: (row) => (row.owed ? row.notification : null) },
      { title: 'state', cell: toStateText, tone: toTone },
      { title: 'attempts', cell: (row) => (row.owed ? row.attempts : null), align: 'right' },
      { title: 'last', cell: (row) => (row.owed ? row.lastOutcome : null) },
      { title: 'next', cell: (row) => (row.owed && row.nextAttemptAt !== null ? toDistance(row.nextAttemptAt, desk.now()) : null) },
      { title: 'remark', cell: toRemark },
    ],
    subscriptions,
    desk.paint,
  )
  return moreSubscriptions ? `${table}\n${desk.paint('dim', 'There are more that it was not for.')}` : table
}

const toStateText = (row: Coverage): string => (row.owed ? (row.state ?? 'missing') : 'not owed')

const toTone = (row: Coverage): Tone | undefined => (row.owed ? (row.state === null ? 'bad' : notificationTones[row.state]) : 'dim')

function toRemark(row: Coverage): string | null {
  if (row.owed) return row.replayable ? `posthorn notifications replay ${row.notification ?? ''}` : null
  return row.matchesNow ? `${reasons[row.reason]}; it would get it now` : reasons[row.reason]
}
