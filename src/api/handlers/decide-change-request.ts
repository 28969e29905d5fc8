import type { ApiDeps, Handler } from '../deps.js'
import { decideChange, requireAuthor, requireOtherEyes } from '../four-eyes/decide-change.js'
import { Problem } from '../problem.js'

export const approveChangeRequest =
  (deps: ApiDeps): Handler<'approveChangeRequest'> =>
  (request) =>
    decideChange(deps, request, { verb: 'approve', state: 'approved', requireMay: requireOtherEyes })

export const rejectChangeRequest =
  (deps: ApiDeps): Handler<'rejectChangeRequest'> =>
  (request) =>
    decideChange(deps, request, { verb: 'reject', state: 'rejected' })

export const withdrawChangeRequest =
  (deps: ApiDeps): Handler<'withdrawChangeRequest'> =>
  (request) =>
    decideChange(deps, request, { verb: 'withdraw', state: 'withdrawn', requireMay: requireAuthor })

/** Applies without a second pair of eyes, even by the author: with a reason, and an alert. */
export const breakGlass =
  (deps: ApiDeps): Handler<'breakGlass'> =>
  async (request) => {
    if (request.source.reason === null)
      throw new Problem('reason_required', { detail: 'breaking the glass needs one: send the header posthorn-reason' })
    const applied = await decideChange(deps, request, { verb: 'break-glass', state: 'approved' })
    deps.onBreakGlass({ changeRequest: applied.id, account: applied.account, action: applied.action, key: request.caller.keyId })
    return applied
  }
