import type { UndeliveredEvent } from '../../contract/reports.js'
import { settledUntil } from '../../db/horizon.js'
import { goneUntil } from '../../db/retention-marks.js'
import { listUndelivered, type UndeliveredNotification, type UndeliveredRecord } from '../../db/undelivered.js'
import { isReplayable } from '../../domain/coverage.js'
import type { ApiDeps, Handler } from '../deps.js'
import { requireAccount } from '../require-account.js'
import { requirePage } from '../require-page.js'
import { invalidMember } from '../validate.js'

export const reportUndelivered =
  ({ tenants }: ApiDeps): Handler<'reportUndelivered'> =>
  ({ query: { account: asked, from, to, limit, cursor }, caller }) => {
    if (to !== undefined && Date.parse(to) <= Date.parse(from)) throw invalidMember('/to', 'must be later than from')
    const account = asked ?? caller.accountId
    return tenants.read(caller, async (tx) => {
      await requireAccount(tx, account, caller)
      // First: what is listed afterwards sees all that was committed until then.
      const settled = await settledUntil(tx)
      const until = to === undefined ? settled : new Date(Math.min(Date.parse(to), settled.getTime()))
      const gone = await goneUntil(tx, { account, scope: 'descendants' }, ['metadata'])
      const { items, nextCursor } = requirePage(await listUndelivered(tx, { account, from, until, limit, cursor }, caller))
      const checkedFrom = new Date(Math.max(Date.parse(from), gone?.getTime() ?? 0))
      const wasChecked = until.getTime() >= Date.parse(to ?? from) && checkedFrom.getTime() <= Date.parse(from)
      return {
        account,
        from,
        to: to ?? null,
        checkedFrom: checkedFrom.toISOString(),
        checkedUntil: until.toISOString(),
        allDelivered: wasChecked && cursor === undefined && items.length === 0,
        items: items.map(toItem),
        nextCursor,
      }
    })
  }

const toItem = ({ notifications, ...record }: UndeliveredRecord): UndeliveredEvent => ({
  ...record,
  notifications: notifications.map(toMissing),
})

const toMissing = ({
  id,
  subscription,
  subscriptionState,
  state,
  attempts,
  lastOutcome,
  nextAttemptAt,
  payloadGone,
}: UndeliveredNotification) => ({
  id,
  subscription,
  state,
  attempts,
  lastOutcome,
  nextAttemptAt: nextAttemptAt && new Date(nextAttemptAt).toISOString(),
  replayable: !payloadGone && isReplayable(state, subscriptionState),
})
