import type { Kysely } from 'kysely'
import type { ChangeRequestWithDifferences } from '../../contract/change-requests.js'
import { newId } from '../../crypto/ids.js'
import { requiredApprovals } from '../../db/approval-policies.js'
import { findChangeRequest, insertChangeRequest } from '../../db/change-requests.js'
import type { Schema } from '../../db/schema.js'
import { type ChangeKind, neededKinds } from '../../domain/four-eyes.js'
import type { ApiDeps } from '../deps.js'
import { Pending } from '../pending.js'
import { found } from '../problem.js'
import type { Changed, ChangeRequest } from '../tenants.js'
import type { CoveredChange, Plan } from './covered-change.js'
import { sealChange } from './seal-ask.js'
import { toChangeRequest } from './to-change-request.js'

export type PendingChange = Pending<ChangeRequestWithDifferences>

/** Does a change, or puts it down as a change request where the account asks four eyes for it. */
export async function submitChange<Ask, Result>(
  deps: ApiDeps,
  change: CoveredChange<Ask, Result>,
  { ask, ...request }: ChangeRequest & { readonly ask: Ask },
): Promise<Result | PendingChange> {
  return deps.tenants.change<Result | PendingChange>(request, async (tx) => {
    const plan = await change.plan(tx, ask, request.caller)
    const kinds = plan.kinds.length === 0 ? [] : neededKinds(plan.kinds, await requiredApprovals(tx, plan))
    return kinds.length === 0 ? plan.apply() : putDown(deps, tx, { ...request, ask, plan, kinds, action: change.action })
  })
}

interface Waiting extends ChangeRequest {
  readonly action: string
  readonly ask: unknown
  readonly plan: Plan<unknown>
  readonly kinds: ChangeKind[]
}

async function putDown(
  deps: ApiDeps,
  tx: Kysely<Schema>,
  { action, ask, plan, kinds, caller, source }: Waiting,
): Promise<Changed<PendingChange>> {
  const { account, environment, target, version, differences } = plan
  const id = newId('chg')
  const expiresAt = new Date(deps.clock().getTime() + deps.approvalHours * 3_600_000).toISOString()
  await insertChangeRequest(tx, {
    ...{ id, account, environment, action, kinds, target, expiresAt },
    targetVersion: version,
    sealed: sealChange(deps.sealer, { id, account }, { ask, differences }),
    author: { key: caller.keyId, account: caller.accountId },
    project: caller.project,
    reason: source.reason,
  })
  const made = found(await findChangeRequest(tx, id, { ...caller, environment }))
  const after = { changeRequest: id, action, kinds, members: differences.map(({ member }) => member), expiresAt }
  return {
    result: new Pending(toChangeRequest(made, deps.sealer)),
    audit: { account, action: 'change-request.create', target, after },
  }
}
