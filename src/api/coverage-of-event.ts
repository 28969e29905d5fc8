import type { Kysely } from 'kysely'
import type { Coverage } from '../contract/coverage.js'
import { type HistoryOfSubscription, loadHistories, loadPath } from '../db/coverage.js'
import type { EventWithBody } from '../db/events.js'
import { UNBEGUN_MS } from '../db/horizon.js'
import type { NotificationRecord } from '../db/notifications.js'
import { aboutOf } from '../db/own-events.js'
import type { Schema } from '../db/schema.js'
import { type EventToCover, isReplayable, type Verdict, whyNot, whyWithout } from '../domain/coverage.js'
import type { Caller } from './caller.js'

/** Subscriptions that an answer lists beside those that are owed the event. */
const MAX_OTHERS = 100

export interface EventCoverage {
  readonly subscriptions: Coverage[]
  readonly moreSubscriptions: boolean
}

/** For each subscription within reach that an event could have been for: its notification, or why it has none. Those that are owed it come first. */
export async function coverageOf(
  tx: Kysely<Schema>,
  { event, notifications }: { event: EventWithBody; notifications: readonly NotificationRecord[] },
  caller: Caller,
): Promise<EventCoverage> {
  const { id, account, type, origin, project, environment, test, createdAt } = event
  const at = new Date(createdAt)
  const owed = notifications.map(({ subscription }) => subscription)
  const { data } = (event.body === null ? {} : JSON.parse(event.body)) as { data?: unknown }
  const isGone = event.body === null
  const [path, about] = [await loadPath(tx, account), await aboutOf(tx, { account, id })]
  const matched = { type, origin, project, environment, data, at, path, about, test }
  const histories = await loadHistories(tx, { account, at, owed, limit: MAX_OTHERS + 1 }, caller)
  const byId = new Map(histories.map((history) => [history.id, history]))
  const others = histories.filter(({ id }) => !owed.includes(id))
  return {
    subscriptions: [
      ...notifications.map((notification) =>
        toOwed(notification, { current: byId.get(notification.subscription)?.current ?? 'deleted', isGone }),
      ),
      ...others.slice(0, MAX_OTHERS).map((history) => toOther(history, matched)),
    ],
    moreSubscriptions: others.length > MAX_OTHERS,
  }
}

function toOwed(
  notification: NotificationRecord,
  { current, isGone }: { current: HistoryOfSubscription['current']; isGone: boolean },
): Coverage {
  const { id, subscription, state, attempts, lastOutcome, nextAttemptAt } = notification
  return {
    subscription,
    owed: true,
    notification: id,
    state,
    attempts,
    lastOutcome,
    nextAttemptAt,
    replayable: !isGone && isReplayable(state, current),
  }
}

interface Told extends EventToCover {
  readonly at: Date
  readonly about: string | undefined
  readonly test: boolean
}

/** Nothing is known that would explain why there is no notification: then it was lost, and that is said. */
function toOther({ id, ...history }: HistoryOfSubscription, event: Told): Coverage {
  const verdict =
    id === event.about ? ownOf('about_itself') : (whyWithout(history, event, UNBEGUN_MS) ?? (event.test ? ownOf('simulated') : undefined))
  const subscription = id
  if (!verdict)
    return {
      subscription,
      owed: true,
      notification: null,
      state: null,
      attempts: 0,
      lastOutcome: null,
      nextAttemptAt: null,
      replayable: false,
    }
  const present = history.versions.at(-1)
  return { subscription, owed: false, ...verdict, matchesNow: present !== undefined && whyNot(present, event) === undefined }
}

/** A reason that lies in the event. */
const ownOf = (reason: Verdict['reason']): Verdict => ({ reason, version: null })
