import { findAccount } from '../../db/accounts.js'
import type { ApiDeps, Handler } from '../deps.js'
import { approvalsPolicyChange } from '../four-eyes/approvals-policy-change.js'
import { readPolicy } from '../four-eyes/read-policy.js'
import { submitChange } from '../four-eyes/submit-change.js'
import { found } from '../problem.js'

export const getApprovalsPolicy =
  ({ tenants }: ApiDeps): Handler<'getApprovalsPolicy'> =>
  ({ params, caller }) =>
    tenants.read(caller, async (tx) => {
      const { id: account } = found(await findAccount(tx, params.id, caller))
      return readPolicy(tx, { account, environment: caller.environment })
    })

export const setApprovalsPolicy =
  (deps: ApiDeps): Handler<'setApprovalsPolicy'> =>
  ({ params, body, ifMatch, caller, source }) =>
    submitChange(deps, approvalsPolicyChange(), { caller, source, ask: { account: params.id, ifMatch, kinds: body.kinds } })
