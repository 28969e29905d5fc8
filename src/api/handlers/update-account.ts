import { type AccountRecord, changeAccount, findAccount, lockAccount, lockTree } from '../../db/accounts.js'
import { refuseParent } from '../../domain/account-tree.js'
import type { Caller } from '../caller.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found, Problem } from '../problem.js'
import { invalidMember } from '../validate.js'

type Tx = Parameters<typeof changeAccount>[0]

/** Renames or moves an account. Its own topmost account a key can rename, not move: what is above it is not its own. */
export const updateAccount =
  ({ tenants }: ApiDeps): Handler<'updateAccount'> =>
  ({ params, body, ifMatch, caller, source }) =>
    tenants.change({ caller, source }, async (tx) => {
      if (body.parent !== undefined) await lockTree(tx)
      const before = found(await lockAccount(tx, params.id, caller))
      if (before.version !== ifMatch) throw new Problem('version_mismatch', { detail: `it is at version ${before.version}` })
      if (body.parent !== undefined) await requireParent(tx, { account: before, parent: body.parent, caller })
      if ((await changeAccount(tx, before.id, body)) === 'cycle')
        throw invalidMember('/parent', 'an account cannot be moved below itself or below one of its own')
      const after = found(await findAccount(tx, before.id, caller))
      const action = after.parent === before.parent ? 'account.update' : 'account.move'
      return { result: after, audit: { account: before.id, action, target: before.id, before, after } }
    })

async function requireParent(
  tx: Tx,
  { account, parent, caller }: { account: AccountRecord; parent: string; caller: Caller },
): Promise<void> {
  if (account.id === caller.accountId) throw invalidMember('/parent', "the key's own account cannot be moved with it")
  const above = await findAccount(tx, parent, caller)
  if (!above) throw invalidMember('/parent', 'no such account, or this key may not act for it')
  const refusal = refuseParent(account.kind, above.kind)
  if (refusal !== undefined) throw invalidMember('/parent', refusal)
}
