import type { Kysely } from 'kysely'
import { newId } from '../../crypto/ids.js'
import { isAccountWithin } from '../../db/accounts.js'
import { settledUntil } from '../../db/horizon.js'
import { findReplay, insertReplay, type ReplayFilter } from '../../db/replays.js'
import type { Schema } from '../../db/schema.js'
import { findSubscription } from '../../db/subscriptions.js'
import { refuseStates } from '../../domain/replay.js'
import type { Caller } from '../caller.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found } from '../problem.js'
import { toReplay } from '../to-replay.js'
import { invalidMember } from '../validate.js'

/** Writes the replay down; its workflow counts, and then replays, what the filter names. */
export const createReplay =
  (deps: ApiDeps): Handler<'createReplay'> =>
  async ({ body, caller, source }) => {
    const { include, dryRun, ratePerSecond, reason } = body
    if (Date.parse(body.filter.to) <= Date.parse(body.filter.from)) throw invalidMember('/filter/to', 'must be later than from')
    const refusal = refuseStates(include, body.filter.states)
    if (refusal !== undefined) throw invalidMember('/filter/states', refusal)
    const replay = await deps.tenants.change({ caller, source: { ...source, reason } }, async (tx) => {
      await requireTargets(tx, body.filter, caller)
      // What is younger may not be committed yet: a replay that had passed it by would have missed it.
      const settled = await settledUntil(tx)
      const to = new Date(Math.min(Date.parse(body.filter.to), settled.getTime())).toISOString()
      const id = newId('rpl')
      const { accountId: account, environment, keyId: createdBy } = caller
      await insertReplay(tx, {
        id,
        account,
        environment,
        include,
        filter: { ...body.filter, to },
        dryRun,
        ratePerSecond,
        reason,
        createdBy,
      })
      const made = found(await findReplay(tx, id, caller))
      const after = { include, filter: made.filter, dryRun, ratePerSecond }
      return { result: made, audit: { account, action: 'replay.create', target: id, after } }
    })
    await deps.replays.tell(replay)
    return toReplay(replay, deps)
  }

async function requireTargets(tx: Kysely<Schema>, { account, subscription }: ReplayFilter, caller: Caller): Promise<void> {
  const reached = account === undefined || (await isAccountWithin(tx, { accountId: account, ancestor: caller.accountId }))
  if (!reached) throw invalidMember('/filter/account', 'no such account, or this key may not act for it')
  if (subscription !== undefined && !(await findSubscription(tx, subscription, caller)))
    throw invalidMember('/filter/subscription', 'no such subscription, or this key may not act for it')
}
