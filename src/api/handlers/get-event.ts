import { type EventWithBody, findEvents } from '../../db/events.js'
import { listNotificationsOfEvent } from '../../db/notifications.js'
import type { Caller } from '../caller.js'
import { coverageOf } from '../coverage-of-event.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found, Problem } from '../problem.js'

export const getEvent =
  ({ tenants }: ApiDeps): Handler<'getEvent'> =>
  ({ params, query, caller }) =>
    tenants.read(caller, async (tx) => {
      const event = pickEvent(await findEvents(tx, { id: params.id, account: query.account }, caller), caller)
      const notifications = await listNotificationsOfEvent(tx, event, caller)
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
        ...(await coverageOf(tx, { event, notifications }, caller)),
      }
    })

/** The caller's own comes first; accounts below it may have used the same id. */
function pickEvent([first, second]: readonly EventWithBody[], { accountId }: Caller): EventWithBody {
  if (second !== undefined && first?.account !== accountId)
    throw new Problem('event_id_ambiguous', { detail: 'name the one that is meant with ?account=' })
  return found(first)
}
