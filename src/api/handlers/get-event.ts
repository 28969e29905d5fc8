import { type EventWithBody, findEvents } from '../../db/events.js'
import { listNotificationsOfEvent } from '../../db/notifications.js'
import type { ApiDeps, Caller, Handler } from '../deps.js'
import { found, Problem } from '../problem.js'

export const getEvent =
  ({ db }: ApiDeps): Handler<'getEvent'> =>
  async ({ params, query, caller }) => {
    const event = pickEvent(await findEvents(db.query, { id: params.id, account: query.account }, caller), caller)
    const notifications = await listNotificationsOfEvent(db.query, event)
    return {
      ...event,
      notifications: notifications.map(({ id, subscription, state, attempts, lastOutcome, nextAttemptAt }) => ({
        id,
        subscription,
        state,
        attempts,
        lastOutcome,
        nextAttemptAt,
      })),
    }
  }

/** The caller's own comes first; accounts below it may have used the same id. */
function pickEvent([first, second]: readonly EventWithBody[], { accountId }: Caller): EventWithBody {
  if (second !== undefined && first?.account !== accountId)
    throw new Problem('event_id_ambiguous', { detail: 'name the one that is meant with ?account=' })
  return found(first)
}
