import type { Kysely } from 'kysely'
import type { ChangeRequestWithDifferences } from '../../contract/change-requests.js'
import {
  areKeysRelated,
  decideChangeRequest,
  findChangeRequest,
  lockChangeRequest,
  type NewDecision,
  type SealedChangeRequest,
} from '../../db/change-requests.js'
import type { Schema } from '../../db/schema.js'
import type { Caller } from '../caller.js'
import type { ApiDeps } from '../deps.js'
import { found, Problem } from '../problem.js'
import type { AuditedChange, ChangeRequest } from '../tenants.js'
import { coveredChanges } from './covered-changes.js'
import { openAsk } from './seal-ask.js'
import { toChangeRequest } from './to-change-request.js'

type Tx = Kysely<Schema>

/** One way to decide a change request. */
export interface Verdict {
  readonly verb: 'approve' | 'reject' | 'withdraw' | 'break-glass'
  readonly state: NewDecision['state']
  /** Throws the Problem `forbidden` when the caller may not decide so. */
  readonly requireMay?: (tx: Tx, request: SealedChangeRequest, caller: Caller) => Promise<void>
}

/** Decides a pending change request, applies it if it was approved, and writes one audit entry for both. Throws `change_request_closed`. */
export async function decideChange(
  deps: ApiDeps,
  request: ChangeRequest & { readonly params: { readonly id: string } },
  verdict: Verdict,
): Promise<ChangeRequestWithDifferences> {
  const { caller, source, params } = request
  const decided = await deps.tenants.change(request, async (tx) => {
    const pending = found(await lockChangeRequest(tx, params.id, caller))
    if (pending.state !== 'pending') throw new Problem('change_request_closed', { detail: `it is ${pending.state}` })
    await verdict.requireMay?.(tx, pending, caller)
    const audit = verdict.state === 'approved' ? await apply(deps, tx, { pending, caller }) : undefined
    const breakGlass = verdict.verb === 'break-glass'
    await decideChangeRequest(tx, pending.id, {
      ...{ state: verdict.state, reason: source.reason, breakGlass },
      ...{ key: caller.keyId, account: caller.accountId },
    })
    const result = found(await findChangeRequest(tx, pending.id, caller))
    return { result, audit: toAudit(pending, verdict, audit) }
  })
  if (decided.state === 'approved') await coveredChanges(deps).get(decided.action)?.announce?.(decided)
  return toChangeRequest(decided, deps.sealer)
}

/** Does what was asked for, as it stands now. Throws what the change itself would meet, and `version_mismatch` when its target is another by now. */
async function apply(
  deps: ApiDeps,
  tx: Tx,
  { pending, caller }: { pending: SealedChangeRequest; caller: Caller },
): Promise<AuditedChange | undefined> {
  const change = coveredChanges(deps).get(pending.action)
  if (!change) throw new Problem('wrong_state', { detail: `this node does not know how to do ${pending.action}` })
  const plan = await change.plan(tx, openAsk(deps.sealer, pending) as never, caller)
  if (plan.version !== pending.targetVersion)
    throw new Problem('version_mismatch', {
      detail: `${pending.target} is at version ${plan.version}, the request was made for ${pending.targetVersion}: reject it and ask again`,
    })
  return (await plan.apply()).audit
}

function toAudit(
  { id, account, action, target, author }: SealedChangeRequest,
  { verb, state }: Verdict,
  applied?: AuditedChange,
): AuditedChange {
  const after = { ...(applied?.after as object | undefined), changeRequest: id, action, author: author.key, state }
  return { account, action: `change-request.${verb}`, target, before: applied?.before, after }
}

/** Not the author's own key, nor one in the same hands: a key that made the other, or was made by it. */
export async function requireOtherEyes(tx: Tx, { author }: SealedChangeRequest, { keyId }: Caller): Promise<void> {
  if (author.key === keyId) throw new Problem('forbidden', { detail: 'the author of a change cannot approve it: it takes another key' })
  if (await areKeysRelated(tx, author.key, keyId))
    throw new Problem('forbidden', {
      detail: 'this key and the author’s are the same member’s, or one of them made the other: it takes a key of somebody else',
    })
}

export function requireAuthor(_tx: Tx, { author }: SealedChangeRequest, { keyId }: Caller): Promise<void> {
  if (author.key !== keyId) throw new Problem('forbidden', { detail: 'only its author withdraws a change: reject it instead' })
  return Promise.resolve()
}
