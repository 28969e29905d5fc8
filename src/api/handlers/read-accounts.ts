import { findAccount, listAccounts as list } from '../../db/accounts.js'
import type { ApiDeps, Handler } from '../deps.js'
import { found } from '../problem.js'
import { requirePage } from '../require-page.js'

export const getAccount =
  ({ tenants }: ApiDeps): Handler<'getAccount'> =>
  async ({ params, caller }) =>
    found(await tenants.read(caller, (tx) => findAccount(tx, params.id, caller)))

export const listAccounts =
  ({ tenants }: ApiDeps): Handler<'listAccounts'> =>
  async ({ query, caller }) =>
    requirePage(await tenants.read(caller, (tx) => list(tx, query, caller)))
