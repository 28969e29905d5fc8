import { listAudit as list } from '../../db/audit-trail.js'
import type { ApiDeps, Handler } from '../deps.js'
import { requireAccount } from '../require-account.js'
import { requirePage } from '../require-page.js'

export const listAudit =
  ({ tenants }: ApiDeps): Handler<'listAudit'> =>
  ({ query, caller }) =>
    tenants.read(caller, async (tx) => {
      const { account = caller.accountId, ...filter } = query
      await requireAccount(tx, account, caller)
      return requirePage(await list(tx, { ...filter, account }))
    })
