import type { Kysely } from 'kysely'
import { accountsOutside } from '../db/accounts.js'
import type { Schema } from '../db/schema.js'
import type { AccountLists } from '../db/account-lists.js'
import { Problem } from './problem.js'
import { invalidMember } from './validate.js'

export interface AccountChoice {
  readonly account: string
  readonly scope: 'self' | 'descendants'
  readonly accounts: AccountLists | null
}

/** Whether a subscription may choose among accounts, and only among those at or below its own as they are now (S2-4). Throws `validation_failed`. */
export async function requireAccounts(tx: Kysely<Schema>, { account, scope, accounts }: AccountChoice): Promise<void> {
  if (accounts === null) return
  if (scope === 'self') throw invalidMember('/accounts', 'needs the scope "descendants"; set it, or set accounts to null')
  const { include = [], exclude = [] } = accounts
  const outside = new Set(await accountsOutside(tx, { ids: [...include, ...exclude], ancestor: account }))
  const errors = Object.entries({ include, exclude }).flatMap(([list, ids]) =>
    ids.flatMap((id, i) => (outside.has(id) ? [{ pointer: `/accounts/${list}/${i}`, detail: `no account at or below ${account}` }] : [])),
  )
  if (errors.length > 0) throw new Problem('validation_failed', { errors })
}
