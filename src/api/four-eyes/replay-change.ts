import type { Kysely } from 'kysely'
import type { OutputOf } from '../../contract/operation-types.js'
import { isAccountWithin } from '../../db/accounts.js'
import { settledUntil } from '../../db/horizon.js'
import { findReplay, insertReplay, type ReplayFilter, type ReplayRecord } from '../../db/replays.js'
import { goneUntil } from '../../db/retention-marks.js'
import type { Schema } from '../../db/schema.js'
import { findSubscription } from '../../db/subscriptions.js'
import { differences } from '../../domain/four-eyes.js'
import type { Caller } from '../caller.js'
import type { ApiDeps } from '../deps.js'
import { found } from '../problem.js'
import { invalidMember } from '../validate.js'
import type { CoveredChange } from './covered-change.js'

export interface ReplayAsk {
  readonly id: string
  /** Of whoever asked for it: it replays what that key reaches, whoever approves it. */
  readonly account: string
  /** Missing in what was asked for before there were keys of projects. */
  readonly project?: string | null
  readonly createdBy: string
  readonly body: OutputOf<'createReplay', 'body'>
}

/** A bulk replay; one that only counts never needs approval. */
export const replayChange = ({ replays }: Pick<ApiDeps, 'replays'>): CoveredChange<ReplayAsk, ReplayRecord> => ({
  action: 'replay.create',
  async plan(tx, { id, account, project = null, createdBy, body }, caller) {
    const { include, dryRun, ratePerSecond, reason } = body
    const place = { account, environment: caller.environment }
    const reach = { ...caller, accountId: account, project }
    await requireTargets(tx, body.filter, reach)
    return {
      ...place,
      target: id,
      version: 0,
      kinds: dryRun ? [] : ['bulkReplay'],
      differences: differences({}, { include, filter: body.filter, ratePerSecond }),
      async apply() {
        const filter = { ...body.filter, to: await settledEnd(tx, body.filter) }
        const gone = await goneOf(tx, body.filter, account)
        await insertReplay(tx, { id, ...place, project, include, filter, dryRun, ratePerSecond, reason, goneUntil: gone, createdBy })
        const made = found(await findReplay(tx, id, reach))
        const after = { include, filter: made.filter, dryRun, ratePerSecond }
        return { result: made, audit: { account, action: 'replay.create', target: id, after } }
      },
    }
  },
  announce: ({ target, account }) => replays.tell({ id: target, account }),
})

/** What is younger may not be committed yet: a replay that had passed it by would have missed it. */
async function settledEnd(tx: Kysely<Schema>, { to }: ReplayFilter): Promise<string> {
  const settled = await settledUntil(tx)
  return new Date(Math.min(Date.parse(to), settled.getTime())).toISOString()
}

/** Until when something in the range can be replayed no longer; null when all of it is there. */
async function goneOf(tx: Kysely<Schema>, { account, from }: ReplayFilter, own: string): Promise<string | null> {
  const gone = await goneUntil(tx, { account: account ?? own, scope: 'descendants' }, ['payload', 'metadata'])
  return gone && gone.getTime() > Date.parse(from) ? gone.toISOString() : null
}

async function requireTargets(tx: Kysely<Schema>, { account, subscription }: ReplayFilter, reach: Caller): Promise<void> {
  const reached = account === undefined || (await isAccountWithin(tx, { accountId: account, ancestor: reach.accountId }))
  if (!reached) throw invalidMember('/filter/account', 'no such account, or this key may not act for it')
  if (subscription !== undefined && !(await findSubscription(tx, subscription, reach)))
    throw invalidMember('/filter/subscription', 'no such subscription, or this key may not act for it')
}
