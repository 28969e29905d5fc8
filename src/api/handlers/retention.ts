import type { Kysely } from 'kysely'
import type { Retention } from '../../contract/retention.js'
import { findAccount, lockAccount } from '../../db/accounts.js'
import { type AppliedRetention, findApplied } from '../../db/retention-marks.js'
import {
  countExpired,
  findRetentionPolicy,
  inheritedRetention,
  MOST_COUNTED,
  putRetentionPolicy,
  type RetentionPolicyRecord,
} from '../../db/retention-policies.js'
import type { Schema } from '../../db/schema.js'
import {
  type EffectiveDays,
  effectiveRetention,
  findContradictions,
  type RetentionClass,
  type RetentionDays,
  type RetentionWish,
} from '../../domain/retention.js'
import type { ApiDeps, ApiRequest, Handler } from '../deps.js'
import { found, Problem } from '../problem.js'

type Tx = Kysely<Schema>

export const getRetention =
  ({ tenants, platformRetention: platform }: ApiDeps): Handler<'getRetention'> =>
  ({ params, caller }) =>
    tenants.read(caller, async (tx) => {
      const { id: account } = found(await findAccount(tx, params.id, caller))
      return show(tx, { account, platform }, await findRetentionPolicy(tx, account))
    })

export const setRetention =
  ({ tenants, platformRetention: platform }: ApiDeps): Handler<'setRetention'> =>
  ({ params, query, body, ifMatch, caller, source }) => {
    if (caller.environment !== 'live')
      throw new Problem('forbidden', { detail: 'retention is for live events, too: it is set with a key of the environment live' })
    return tenants.change({ caller, source }, async (tx) => {
      const { id: account } = found(await lockAccount(tx, params.id, caller))
      const before = await findRetentionPolicy(tx, account)
      if (before.version !== ifMatch) throw new Problem('version_mismatch', { detail: `it is at version ${before.version}` })
      const own = toWish(body)
      await refuseContradictions(tx, { account, own, platform })
      if (query.dryRun === 'true') return { result: await preview(tx, { account, platform }, { ...before, own }) }
      if (isSame(before.own, own)) return { result: await show(tx, { account, platform }, before) }
      const after = { own, version: before.version + 1 }
      await putRetentionPolicy(tx, account, after)
      const [was, is] = [toMembers(before.own), toMembers(own)]
      return {
        result: await show(tx, { account, platform }, after),
        audit: { account, action: 'retention.set', target: account, before: was, after: is },
      }
    })
  }

const toWish = ({ metadataDays, payloadDays, attemptBodiesDays }: ApiRequest<'setRetention'>['body']): RetentionWish => ({
  metadata: metadataDays,
  payload: payloadDays,
  attemptBodies: attemptBodiesDays,
})

const toMembers = ({ metadata, payload, attemptBodies }: RetentionWish) => ({
  payloadDays: payload,
  attemptBodiesDays: attemptBodies,
  metadataDays: metadata,
})

const isSame = (one: RetentionWish, other: RetentionWish): boolean =>
  one.metadata === other.metadata && one.payload === other.payload && one.attemptBodies === other.attemptBodies

interface Place {
  readonly account: string
  readonly platform: RetentionDays
}

async function refuseContradictions(tx: Tx, { account, own, platform }: Place & { own: RetentionWish }): Promise<void> {
  const contradictions = findContradictions({ own, platform, inherited: await inheritedRetention(tx, account) })
  if (contradictions.length === 0) return
  const errors = contradictions.map(({ class: kind, detail }) => ({ pointer: `/${kind}Days`, detail }))
  throw new Problem('validation_failed', { errors })
}

async function show(tx: Tx, { account, platform }: Place, { own, version }: RetentionPolicyRecord): Promise<Retention> {
  const effective = effectiveRetention({ own, platform, inherited: await inheritedRetention(tx, account) })
  const applied = await findApplied(tx, account)
  const toClass = (kind: RetentionClass) =>
    toKept(
      effective[kind],
      applied.find((mark) => mark.class === kind),
    )
  return {
    account,
    ...toMembers(own),
    effective: { payload: toClass('payload'), attemptBodies: toClass('attemptBodies'), metadata: toClass('metadata') },
    wouldRemove: null,
    version,
  }
}

const toKept = (effective: EffectiveDays, applied: AppliedRetention | undefined) => ({
  ...effective,
  appliedAt: applied?.appliedAt.toISOString() ?? null,
  removedUntil: applied?.removedUntil?.toISOString() ?? null,
})

async function preview(tx: Tx, place: Place, policy: RetentionPolicyRecord): Promise<Retention> {
  const shown = await show(tx, place, policy)
  const count = (kind: RetentionClass) => countExpired(tx, place.account, { kind, days: shown.effective[kind].days })
  const [payload, attemptBodies, metadata] = [await count('payload'), await count('attemptBodies'), await count('metadata')]
  const most = (counted: number) => Math.min(counted, MOST_COUNTED)
  const wouldRemove = { payload: most(payload), attemptBodies: most(attemptBodies), metadata: most(metadata) }
  return { ...shown, wouldRemove: { ...wouldRemove, more: Math.max(payload, attemptBodies, metadata) > MOST_COUNTED } }
}
