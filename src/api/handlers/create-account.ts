import { newId } from '../../crypto/ids.js'
import { findAccount, insertAccount } from '../../db/accounts.js'
import { refuseParent } from '../../domain/account-tree.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found } from '../problem.js'
import { invalidMember } from '../validate.js'

export const createAccount =
  ({ tenants }: ApiDeps): Handler<'createAccount'> =>
  ({ body, caller, source }) =>
    tenants.change({ caller, source }, async (tx) => {
      const { parent = caller.accountId, kind, name } = body
      const above = await findAccount(tx, parent, caller)
      if (!above) throw invalidMember('/parent', 'no such account, or this key may not act for it')
      const refusal = refuseParent(kind, above.kind)
      if (refusal !== undefined) throw invalidMember('/kind', refusal)
      const id = newId('acc')
      await insertAccount(tx, { id, parent, kind, name })
      const after = found(await findAccount(tx, id, caller))
      return { result: after, audit: { account: id, action: 'account.create', target: id, after } }
    })
